"""Wires every use case with the ports it needs."""

from config.use_cases.webhooks import WebhookUseCases


class UseCases(WebhookUseCases):
    """All use cases of the service."""
