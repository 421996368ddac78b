import asyncio

import pytest
from typing_extensions import override

from adapters.system.clock import SystemClock
from application.ports.clock import Clock
from tests.contracts.clock import ClockContract
from tests.memory.clock import MemoryClock


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> SystemClock:
        return SystemClock()

    @override
    async def let_pass(self, clock: Clock, seconds: float) -> None:
        await asyncio.sleep(seconds)


class TestMemoryClock(ClockContract):
    @pytest.fixture
    def clock(self) -> MemoryClock:
        return MemoryClock()

    @override
    async def let_pass(self, clock: Clock, seconds: float) -> None:
        assert isinstance(clock, MemoryClock)
        await clock.advance(seconds)

    async def test_time_stands_still_by_itself(self, clock: MemoryClock) -> None:
        before = clock.now()
        await asyncio.sleep(0.001)
        assert clock.now() == before

    async def test_only_those_wake_whose_time_has_come(self, clock: MemoryClock) -> None:
        early, late = asyncio.create_task(clock.sleep(1)), asyncio.create_task(clock.sleep(2))
        await clock.advance(1.5)
        assert (early.done(), late.done(), clock.sleepers) == (True, False, 1)
        await clock.advance(0.5)
        assert (late.done(), clock.sleepers) == (True, 0)
