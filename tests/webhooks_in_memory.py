"""Webhooks on adapters that live in memory."""

from adapters.memory.wake_up import MemoryWakeUp
from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from adapters.security.vault import JoseVault
from application.ports.clock import Clock
from application.ports.outbound import AddressGuard
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import WakeUp
from application.webhooks.deliveries import ListDeliveries, Redeliver
from application.webhooks.signing_keys import WebhookKeys
from application.webhooks.webhook_secret import RotateWebhookSecret, ShowWebhookSecret
from entrypoints.http.services.webhooks import WebhookServices

VAULT = JoseVault("a secret for tests alone, 32 long")


def webhook_services(
    work: UnitOfWorkFactory,
    clock: Clock,
    *,
    wake_up: WakeUp | None = None,
    guard: AddressGuard | None = None,
) -> WebhookServices:
    keys = WebhookKeys(work, VAULT, clock)
    return WebhookServices(
        guard=guard or OutboundGuard(AddressPolicy()),
        show_secret=ShowWebhookSecret(keys),
        rotate_secret=RotateWebhookSecret(keys),
        list_deliveries=ListDeliveries(work),
        redeliver=Redeliver(work, wake_up or MemoryWakeUp(), clock),
    )
