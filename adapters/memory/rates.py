"""Count requests in the memory of one process."""

import math
import time
from typing import Final

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from typing_extensions import override

from application.ports.rates import Rate, RateLimiter, RateState


class MemoryRateLimiter(RateLimiter):
    """Counts for this process alone."""

    def __init__(self) -> None:
        self._windows: Final = FixedWindowRateLimiter(MemoryStorage())

    @override
    async def count(self, rate: Rate, key: str) -> RateState:
        item = RateLimitItemPerSecond(rate.requests, rate.seconds)
        within = await self._windows.hit(item, rate.name, key)
        window = await self._windows.get_window_stats(item, rate.name, key)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        return RateState(rate, max(0, window.remaining), reset, exceeded=not within)
