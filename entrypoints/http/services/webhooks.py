"""The webhook use cases that the routes call."""

from dataclasses import dataclass

from application.ports.outbound import AddressGuard
from application.webhooks.deliveries import ListDeliveries, Redeliver
from application.webhooks.webhook_secret import RotateWebhookSecret, ShowWebhookSecret


@dataclass(frozen=True, slots=True)
class WebhookServices:
    """Secrets and deliveries, and the guard that checks the addresses of jobs."""

    guard: AddressGuard
    show_secret: ShowWebhookSecret
    rotate_secret: RotateWebhookSecret
    list_deliveries: ListDeliveries
    redeliver: Redeliver
