"""Port: a bounded cache of bytes."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CacheStatistics:
    """How the cache has served since this process began.

    `errors` counts the calls that a backend which is away did not answer (a lookup among them is
    a miss as well). `evictions` and `bytes_held` are None where the backend does not say; one that
    several processes share speaks for all of them.
    """

    hits: int
    misses: int
    errors: int
    evictions: int | None
    bytes_held: int | None


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

    @abstractmethod
    async def statistics(self) -> CacheStatistics:
        """Say how it has served, and what it holds now."""
