"""Redis, as long as it is there."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from application.ports.clock import Clock

Answer = TypeVar("Answer")


class RedisAwayError(Exception):
    """Redis does not answer, or not with what was asked for; everybody can do without it."""


class RedisLink:
    """Asks Redis, and after a failure leaves it alone for `pause_seconds`.

    So a Redis that hangs costs one caller its timeout once in a while, and not everybody theirs.
    After the pause one call tries; when it is answered, all go through again.
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
        self._failed_at = now  # this caller tries, the others go on waiting for what it finds
