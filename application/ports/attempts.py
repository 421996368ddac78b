"""Slowing down those who guess passwords."""

from abc import abstractmethod
from typing import Protocol


class AttemptLimiter(Protocol):
    """Counts failures by key (a user name, an address); a success clears its keys."""

    @abstractmethod
    async def ensure_allowed(self, *keys: str) -> None:
        """Return if none of the keys is slowed down now; TooManyAttemptsError otherwise."""

    @abstractmethod
    async def failed(self, *keys: str) -> None:
        """Count a failure against each key; after a few, each one doubles the wait."""

    @abstractmethod
    async def succeeded(self, *keys: str) -> None:
        """Forget the failures of these keys."""
