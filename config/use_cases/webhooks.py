"""Wires the use cases that sign, send, list and repeat webhooks."""

from dependency_injector import providers

from application.webhooks.deliver_webhook import ClaimDeliveries, DeliverWebhook
from application.webhooks.deliveries import ForgetDeliveries, ListDeliveries, Redeliver
from application.webhooks.signing_keys import WebhookKeys
from application.webhooks.webhook_secret import RotateWebhookSecret, ShowWebhookSecret
from config.adapters import Adapters
from config.use_cases.upkeep import UpkeepUseCases
from entrypoints.http.services.webhooks import WebhookServices
from entrypoints.worker.webhook_sender import WebhookSender


class WebhookUseCases(UpkeepUseCases):
    """The use cases that sign, send, list and repeat webhooks."""

    _keys = providers.Factory(
        WebhookKeys, Adapters.unit_of_work.provider, Adapters.vault, Adapters.clock
    )
    webhook_sender = providers.Singleton(
        WebhookSender,
        providers.Factory(ClaimDeliveries, Adapters.unit_of_work.provider, Adapters.clock),
        providers.Factory(
            DeliverWebhook,
            Adapters.unit_of_work.provider,
            Adapters.webhook_transport,
            _keys,
            Adapters.clock,
        ),
        Adapters.wake_up,
        Adapters.clock,
        places=Adapters.settings.provided.webhook_senders,
    )
    forget_deliveries = providers.Factory(
        ForgetDeliveries,
        Adapters.unit_of_work.provider,
        Adapters.clock,
        Adapters.settings.provided.webhook_log_seconds,
    )
    webhooks = providers.Factory(
        WebhookServices,
        guard=Adapters.outbound_guard,
        show_secret=providers.Factory(ShowWebhookSecret, _keys),
        rotate_secret=providers.Factory(RotateWebhookSecret, _keys),
        list_deliveries=providers.Factory(ListDeliveries, Adapters.unit_of_work.provider),
        redeliver=providers.Factory(
            Redeliver, Adapters.unit_of_work.provider, Adapters.wake_up, Adapters.clock
        ),
    )
