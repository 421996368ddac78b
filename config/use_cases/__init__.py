"""Wires every use case with the ports it needs."""

from config.use_cases.sharing import SharingUseCases


class UseCases(SharingUseCases):
    """All use cases of the service."""
