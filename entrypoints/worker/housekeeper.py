"""What is done again and again, by one process for all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from application.ports.clock import Clock
from application.ports.leadership import Leadership
from domain.errors import UnavailableError

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so many seconds."""

    name: str
    every_seconds: float
    do: Callable[[], Awaitable[int]]


class Housekeeper:
    """Does each chore in its time, in whichever process leads.

    Each has a loop of its own: one that takes long, or fails, holds up no other.
    """

    def __init__(self, leadership: Leadership, clock: Clock, chores: Sequence[Chore]) -> None:
        self._leadership = leadership
        self._clock = clock
        self._chores = chores
        self._asking = asyncio.Lock()

    async def __call__(self) -> None:
        """Go on until cancelled; then let another process lead."""
        try:
            # With exceptions returned, it ends when all have; else it would when the first one has.
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
