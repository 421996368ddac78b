"""Runs periodic chores in one process for all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from application.ports.clock import Clock
from application.ports.leadership import Leadership
from domain.errors.kinds import UnavailableError

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """A task to run every so many seconds."""

    name: str
    every_seconds: float
    do: Callable[[], Awaitable[int]]


class Housekeeper:
    """Runs each chore at its interval, in the process that leads.

    Each chore has its own loop, so one that is slow or fails does not delay others.
    """

    def __init__(self, leadership: Leadership, clock: Clock, chores: Sequence[Chore]) -> None:
        self._leadership = leadership
        self._clock = clock
        self._chores = chores
        self._asking = asyncio.Lock()

    async def __call__(self) -> None:
        """Run until cancelled; then let another process lead."""
        try:
            # With return_exceptions, gather ends when all chores have; otherwise it would end with
            # the first error.
            await asyncio.gather(*map(self._repeat, self._chores), return_exceptions=True)
        finally:
            await self._leadership.resign()

    async def _repeat(self, chore: Chore) -> None:
        while True:
            try:
                if await self._leads():
                    await chore.do()
            except UnavailableError as error:
                log.warning("chore_put_off", chore=chore.name, code=error.code)
            except Exception:
                log.exception("chore_failed", chore=chore.name)
            await self._clock.sleep(chore.every_seconds)

    async def _leads(self) -> bool:
        async with self._asking:
            return await self._leadership.is_mine()
