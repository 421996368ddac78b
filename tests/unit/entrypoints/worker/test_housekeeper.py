import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from structlog.testing import capture_logs

from adapters.memory.leadership import MemoryLeadership, Office
from domain.errors.capacity import StorageUnavailableError
from entrypoints.worker.housekeeper import Chore, Housekeeper
from tests.fakes.house import settle
from tests.memory.clock import MemoryClock


class Broom:
    """Counts how often it was used; fails as long as there is an error left."""

    def __init__(self, *errors: Exception) -> None:
        self.uses = 0
        self._errors = list(errors)

    async def __call__(self) -> int:
        self.uses += 1
        if self._errors:
            raise self._errors.pop(0)
        return 0


@asynccontextmanager
async def keeping(
    clock: MemoryClock, leadership: MemoryLeadership, *chores: Chore
) -> AsyncIterator[None]:
    task = asyncio.create_task(Housekeeper(leadership, clock, chores)())
    await settle()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_each_chore_runs_at_its_interval() -> None:
    clock, often, seldom = MemoryClock(), Broom(), Broom()
    async with keeping(
        clock, MemoryLeadership(), Chore("often", 10, often), Chore("seldom", 30, seldom)
    ):
        for _ in range(60):
            await clock.advance(1)
            await settle()
    assert (often.uses, seldom.uses) == (7, 3)


async def test_only_the_leader_runs_chores_and_another_process_can_take_over() -> None:
    clock, office, first, second = MemoryClock(), Office(), Broom(), Broom()
    async with keeping(clock, MemoryLeadership(office), Chore("first", 10, first)):
        async with asyncio.timeout(5):
            async with keeping(clock, MemoryLeadership(office), Chore("second", 10, second)):
                await clock.advance(10)
                await settle()
    assert (first.uses, second.uses) == (2, 0)
    async with keeping(clock, MemoryLeadership(office), Chore("second", 10, second)):
        pass
    assert second.uses == 1


async def test_a_chore_that_fails_is_tried_again_and_holds_up_no_other() -> None:
    clock, sound = MemoryClock(), Broom()
    broken = Broom(StorageUnavailableError(), RuntimeError("unforeseen"))
    with capture_logs() as logs:
        async with keeping(
            clock, MemoryLeadership(), Chore("broken", 1, broken), Chore("sound", 1, sound)
        ):
            for _ in range(3):
                await clock.advance(1)
                await settle()
    assert (broken.uses, sound.uses) == (4, 4)
    assert [entry["event"] for entry in logs] == ["chore_put_off", "chore_failed"]


async def test_no_chore_runs_after_the_housekeeper_was_stopped() -> None:
    gate, done = asyncio.Event(), list[str]()

    async def quick() -> int:
        await asyncio.Event().wait()
        return 0

    async def thorough() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            await gate.wait()
            done.append("put away")
        return 0

    chores = Chore("quick", 1, quick), Chore("thorough", 1, thorough)
    task = asyncio.create_task(Housekeeper(MemoryLeadership(), MemoryClock(), chores)())
    await settle()
    task.cancel()
    await settle()
    assert not task.done()
    gate.set()
    async with asyncio.timeout(5):
        await asyncio.wait({task})
    assert done == ["put away"]
    assert task.cancelled()
