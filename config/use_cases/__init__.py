"""Every use case over the ports it needs."""

from config.use_cases.webhooks import WebhookUseCases


class UseCases(WebhookUseCases):
    """What can be asked of the service, and what it does by itself."""
