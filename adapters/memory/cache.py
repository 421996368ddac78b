"""Cache values in the memory of one process."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from typing_extensions import override

from application.ports.cache import Cache, CacheStatistics
from application.ports.clock import Clock

# The overhead of an entry besides key and value: its objects and its place in the dictionary.
ENTRY_BYTES: Final = 250


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    expires_at: datetime


class MemoryCache(Cache):
    """Keeps the most recently used entries, up to `capacity_bytes`, for this process alone."""

    def __init__(self, clock: Clock, *, capacity_bytes: int) -> None:
        self._clock = clock
        self._capacity_bytes = capacity_bytes
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes_held = self._hits = self._misses = self._evictions = 0

    @override
    async def get(self, key: str) -> bytes | None:
        entry = self._fresh(key)
        if entry is None:
            self._misses += 1
            return None
        self._hits += 1
        self._entries.move_to_end(key)
        return entry.value

    @override
    async def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        self._drop(key)
        cost = _cost(key, value)
        if ttl_seconds <= 0 or cost > self._capacity_bytes:
            return
        while self._bytes_held + cost > self._capacity_bytes:
            self._drop(next(iter(self._entries)))
            self._evictions += 1
        expires_at = self._clock.now() + timedelta(seconds=ttl_seconds)
        self._entries[key] = _Entry(value, expires_at)
        self._bytes_held += cost

    @override
    async def add(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        if self._fresh(key) is None:
            await self.put(key, value, ttl_seconds=ttl_seconds)

    @override
    async def statistics(self) -> CacheStatistics:
        return CacheStatistics(
            hits=self._hits,
            misses=self._misses,
            errors=0,
            evictions=self._evictions,
            bytes_held=self._bytes_held,
        )

    def _fresh(self, key: str) -> _Entry | None:
        entry = self._entries.get(key)
        if entry and entry.expires_at <= self._clock.now():
            self._drop(key)
            return None
        return entry

    def _drop(self, key: str) -> None:
        if entry := self._entries.pop(key, None):
            self._bytes_held -= _cost(key, entry.value)


def _cost(key: str, value: bytes) -> int:
    return ENTRY_BYTES + len(key) + len(value)
