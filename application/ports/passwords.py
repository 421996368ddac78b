"""Port: hashes and verifies passwords."""

from abc import abstractmethod
from typing import Protocol


class PasswordHasher(Protocol):
    """Hashes passwords; slow on purpose, so it never runs on the event loop."""

    @abstractmethod
    async def hash(self, password: str) -> str:
        """Return a hash of the password that can be stored."""

    @abstractmethod
    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Say whether password and hash belong together.

        A hash of None takes the same time and gives False, so that the time does not tell which
        users exist.
        """
