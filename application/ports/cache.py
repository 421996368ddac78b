"""Quick answers to what was asked before."""

from abc import abstractmethod
from typing import Protocol


class Cache(Protocol):
    """A bounded memory that may forget at any time; it never fails its caller.

    A backend that is away is a miss and a counted error, not an exception.
    """

    @abstractmethod
    async def get(self, key: str) -> bytes | None:
        """Give what was put under the key, if it is still there."""

    @abstractmethod
    async def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Remember the value, for at most so long."""

    @abstractmethod
    async def drop(self, key: str) -> None:
        """Forget it now."""
