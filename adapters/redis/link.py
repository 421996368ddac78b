"""Send commands to Redis, and skip it for a while after a failure."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from application.ports.clock import Clock

Answer = TypeVar("Answer")


class RedisAwayError(Exception):
    """Redis does not answer, or gives a wrong answer; every caller can do without it."""


class RedisLink:
    """Sends commands to Redis, and sends none for `pause_seconds` after a failure.

    So a Redis that hangs costs one caller the timeout once in a while, and not every caller. After
    the pause one call tries; if it succeeds, all calls go through again.
    """

    def __init__(self, client: aioredis.Redis, clock: Clock, *, pause_seconds: float = 2.0) -> None:
        self._client = client
        self._clock = clock
        self._pause = timedelta(seconds=pause_seconds)
        self._failed_at: datetime | None = None

    async def ask(self, command: Callable[[aioredis.Redis], Awaitable[Answer]]) -> Answer:
        """Run the command. Raises RedisAwayError, at once during a pause."""
        self._pass_or_refuse()
        try:
            answer = await command(self._client)
        except (RedisError, OSError) as error:
            self._failed_at = self._clock.now()
            raise RedisAwayError(str(error)) from error
        self._failed_at = None
        return answer

    def _pass_or_refuse(self) -> None:
        if self._failed_at is None:
            return
        now = self._clock.now()
        if timedelta(0) <= now - self._failed_at < self._pause:
            raise RedisAwayError("Redis did not answer a moment ago.")
        self._failed_at = now  # this caller tries; the others still skip Redis
