"""Port: a bounded cache of bytes."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CacheStatistics:
    """How the cache has been used since this process started.

    `errors` counts the calls that the backend did not answer; a look-up among them also counts as a
    miss. `evictions` and `bytes_held` are None if the backend does not report them. If several
    processes share a backend, these two cover all of them.
    """

    hits: int
    misses: int
    errors: int
    evictions: int | None
    bytes_held: int | None


class Cache(Protocol):
    """A bounded cache that may drop entries at any time and never raises.

    If the backend is away, the call is a miss and a counted error, not an exception.
    """

    @abstractmethod
    async def get(self, key: str) -> bytes | None:
        """Return the value that is stored under the key, if it is still there."""

    @abstractmethod
    async def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Store the value for at most this long, replacing an older one."""

    @abstractmethod
    async def add(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Store the value only if the key has none (one atomic step)."""

    @abstractmethod
    async def statistics(self) -> CacheStatistics:
        """Return the counts and the present size."""
