from typing_extensions import override

from adapters.redis.link import RedisAwayError, RedisLink
from application.ports.cache import Cache, CacheStatistics


class RedisCache(Cache):
    """A cache that several processes share; its bound is that of Redis (`maxmemory`).

    `prefix` separates our keys from others in the same Redis.
    """

    def __init__(self, link: RedisLink, *, prefix: str) -> None:
        self._link = link
        self._prefix = f"{prefix}cache:"
        self._hits = self._misses = self._errors = 0

    @override
    async def get(self, key: str) -> bytes | None:
        try:
            value = await self._link.ask(lambda redis: redis.get(self._prefix + key))
        except RedisAwayError:
            self._errors += 1
            value = None
        if not isinstance(value, bytes):
            self._misses += 1
            return None
        self._hits += 1
        return value

    @override
    async def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        await self._set(key, value, ttl_seconds=ttl_seconds, only_new=False)

    @override
    async def add(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        await self._set(key, value, ttl_seconds=ttl_seconds, only_new=True)

    @override
    async def statistics(self) -> CacheStatistics:
        """Return the counts of this process; evictions and bytes are those of the whole server."""
        try:
            info = await self._link.ask(lambda redis: redis.info())
        except RedisAwayError:
            info = {}
        return CacheStatistics(
            hits=self._hits,
            misses=self._misses,
            errors=self._errors,
            evictions=info.get("evicted_keys"),
            bytes_held=info.get("used_memory"),
        )

    async def _set(self, key: str, value: bytes, *, ttl_seconds: float, only_new: bool) -> None:
        # Redis refuses a time to live of zero: delete the old value instead, if it may be replaced.
        milliseconds = round(ttl_seconds * 1000)
        try:
            if milliseconds > 0:
                await self._link.ask(
                    lambda redis: redis.set(self._prefix + key, value, px=milliseconds, nx=only_new)
                )
            elif not only_new:
                await self._link.ask(lambda redis: redis.delete(self._prefix + key))
        except RedisAwayError:
            self._errors += 1
