"""What the routes of webhooks need."""

from dataclasses import dataclass

from application.ports.outbound import AddressGuard
from application.webhooks.deliveries import ListDeliveries, Redeliver
from application.webhooks.webhook_secret import RotateWebhookSecret, ShowWebhookSecret


@dataclass(frozen=True, slots=True)
class WebhookServices:
    """Secrets and deliveries, and the guard of the addresses that jobs name."""

    guard: AddressGuard
    show_secret: ShowWebhookSecret
    rotate_secret: RotateWebhookSecret
    list_deliveries: ListDeliveries
    redeliver: Redeliver
