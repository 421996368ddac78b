import math
import time

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis import asyncio as aioredis
from typing_extensions import override

from adapters.redis.link import RedisAwayError, RedisLink
from application.ports.rates import Rate, RateLimiter, RateState


class RedisRateLimiter(RateLimiter):
    """Counts over all processes; while Redis is away, `fallback` counts for this one."""

    def __init__(
        self, client: aioredis.Redis, link: RedisLink, fallback: RateLimiter, *, prefix: str
    ) -> None:
        self._link = link
        self._fallback = fallback
        storage = RedisStorage(
            "redis://",  # the pool has the address
            implementation="redispy",
            key_prefix=f"{prefix}rates",
            connection_pool=client.connection_pool,  # type: ignore[arg-type]  # as documented
        )
        self._windows = FixedWindowRateLimiter(storage)

    @override
    async def count(self, rate: Rate, key: str) -> RateState:
        try:
            return await self._link.ask(lambda _: self._counted(rate, key))
        except RedisAwayError:
            return await self._fallback.count(rate, key)

    async def _counted(self, rate: Rate, key: str) -> RateState:
        item = RateLimitItemPerSecond(rate.requests, rate.seconds)
        within = await self._windows.hit(item, rate.name, key)
        window = await self._windows.get_window_stats(item, rate.name, key)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        return RateState(rate, max(0, window.remaining), reset, exceeded=not within)
