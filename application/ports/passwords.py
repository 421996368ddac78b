"""Port: hashes and verifies passwords."""

from abc import abstractmethod
from typing import Protocol


class PasswordHasher(Protocol):
    """Slow on purpose, so it never runs on the event loop."""

    @abstractmethod
    async def hash(self, password: str) -> str:
        """Turn a password into something that can be stored."""

    @abstractmethod
    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Say whether they belong together.

        None takes as long and is False, so that nobody learns which users exist from the time.
        """
