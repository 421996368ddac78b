"""Every use case over the ports it needs."""

from config.use_cases.upkeep import UpkeepUseCases


class UseCases(UpkeepUseCases):
    """What can be asked of the service, and what it does by itself."""
