import asyncio
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from application.ports.clock import Clock

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class MemoryClock(Clock):
    """A clock that stands still until it is told to go on; who sleeps wakes when it is time."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    @override
    def now(self) -> datetime:
        return self._now

    @override
    async def sleep(self, seconds: float) -> None:
        due = self._now + timedelta(seconds=seconds)
        if due <= self._now:
            return await asyncio.sleep(0)
        sleeper = due, asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)

    @property
    def sleepers(self) -> int:
        """How many wait for time to pass."""
        return len(self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let time pass: first whoever was about to sleep lies down, then those due wake up."""
        await asyncio.sleep(0)
        self._now += timedelta(seconds=seconds)
        for due, waking in self._sleepers:
            if due <= self._now and not waking.done():
                waking.set_result(None)
        await asyncio.sleep(0)
