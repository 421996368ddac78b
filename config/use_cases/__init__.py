"""Wires every use case with the ports it needs."""

from config.use_cases.live import LiveUseCases


class UseCases(LiveUseCases):
    """All use cases of the service."""
