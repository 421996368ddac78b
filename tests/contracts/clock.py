"""What every Clock promises."""

import asyncio
from abc import abstractmethod
from datetime import timedelta

import pytest

from application.ports.clock import Clock


class ClockContract:
    @abstractmethod
    async def let_pass(self, clock: Clock, seconds: float) -> None:
        """Let so much time go by."""

    async def test_the_time_is_told_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)

    async def test_time_goes_forward(self, clock: Clock) -> None:
        before = clock.now()
        await self.let_pass(clock, 0.002)
        assert clock.now() > before

    async def test_sleep_ends_on_time_and_not_before(self, clock: Clock) -> None:
        before = clock.now()
        sleeping = asyncio.create_task(clock.sleep(0.002))
        await self.let_pass(clock, 0.002)
        await sleeping
        assert clock.now() - before >= timedelta(seconds=0.002)

    async def test_sleeping_for_zero_seconds_returns_at_once(self, clock: Clock) -> None:
        await clock.sleep(0)

    async def test_sleep_can_be_cancelled(self, clock: Clock) -> None:
        sleeping = asyncio.create_task(clock.sleep(3600))
        await asyncio.sleep(0)
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
