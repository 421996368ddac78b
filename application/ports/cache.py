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
        """Remember the value in place of whatever was there, for at most so long."""

    @abstractmethod
    async def add(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Remember the value only where nothing is remembered under the key (one atomic step)."""
