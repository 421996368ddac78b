"""One job runs alone in its process; nothing else starts meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from application.jobs.isolation import Isolation, Stay
from domain.job import JobId
from tests.fakes.house import House, settle
from tests.memory.ids import SequentialIds

GRACE = 5.0
PATIENCE = 300.0
JOB = JobId(SequentialIds().new())


@pytest.fixture
def isolation(house: House) -> Isolation:
    return Isolation(house.queue, house.clock, grace_seconds=GRACE, patience_seconds=PATIENCE)


class Running:
    """A job that runs alone, once the others have left, until it is told to end."""

    def __init__(self, isolation: Isolation) -> None:
        self._isolation = isolation
        self._end = asyncio.Event()
        self.stay: Stay | None = None
        self.was_refused = False

    async def __call__(self) -> None:
        async with self._isolation.alone(JOB) as self.stay:
            self.was_refused = self.stay is None
            if self.stay is not None:
                await self._end.wait()

    def end(self) -> None:
        self._end.set()


@asynccontextmanager
async def running(work: Callable[[], Awaitable[None]]) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.ensure_future(work())
    await settle()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_in_an_empty_process_a_job_runs_alone_at_once(isolation: Isolation) -> None:
    alone = Running(isolation)
    async with running(alone):
        assert alone.stay is not None
        assert isolation.is_closed
    assert not isolation.is_closed


async def test_while_a_job_runs_alone_the_queue_hands_out_nothing(
    house: House, isolation: Isolation
) -> None:
    alone = Running(isolation)
    async with running(alone):
        assert house.queue.paused
        alone.end()
        await settle()
        assert not house.queue.paused


async def test_a_job_that_ends_in_time_is_not_asked_to_leave(
    house: House, isolation: Isolation
) -> None:
    alone = Running(isolation)
    with isolation.beside_others() as other:
        async with running(alone):
            await house.clock.advance(GRACE - 1)
            assert alone.stay is None
    async with running(other.asked_to_leave) as asked:
        assert not asked.done()


async def test_a_job_that_does_not_end_in_time_is_asked_to_leave_and_waited_for(
    house: House, isolation: Isolation
) -> None:
    alone = Running(isolation)
    async with running(alone):
        pass
    alone = Running(isolation)
    with isolation.beside_others() as other:
        work = asyncio.ensure_future(alone())
        await settle()
        await house.clock.advance(GRACE)
        await asyncio.wait_for(other.asked_to_leave(), timeout=1)
        assert alone.stay is None
    await settle()
    assert alone.stay is not None
    alone.end()
    await work


async def test_a_second_job_that_would_run_alone_has_to_come_again(isolation: Isolation) -> None:
    first, second = Running(isolation), Running(isolation)
    async with running(first), running(second):
        assert second.was_refused
        assert not isolation.has_waited_enough(JOB)


async def test_after_its_time_alone_a_job_is_one_of_many(
    house: House, isolation: Isolation
) -> None:
    first, second = Running(isolation), Running(isolation)
    async with running(first):
        assert first.stay is not None
        isolation.let_others_in(first.stay)
        assert not isolation.is_closed
        assert not house.queue.paused
        async with running(second):
            assert second.stay is None
            await house.clock.advance(GRACE)
            await asyncio.wait_for(first.stay.asked_to_leave(), timeout=1)
            first.end()
            await settle()
            assert second.stay is not None
            assert isolation.is_closed


async def test_a_job_that_is_stopped_while_it_waits_lets_others_in(isolation: Isolation) -> None:
    with isolation.beside_others():
        async with running(Running(isolation)):
            assert isolation.is_closed
        assert not isolation.is_closed


class TestDirectRequests:
    async def test_one_waits_while_a_job_runs_alone(self, isolation: Isolation) -> None:
        alone = Running(isolation)
        begun = asyncio.Event()

        async def visit() -> None:
            async with isolation.visit():
                begun.set()

        async with running(alone), running(visit):
            assert not begun.is_set()
            alone.end()
            await settle()
            assert begun.is_set()

    async def test_while_one_is_under_way_no_job_runs_alone(self, isolation: Isolation) -> None:
        alone = Running(isolation)
        async with isolation.visit(), running(alone):
            assert alone.was_refused
            assert not isolation.is_closed

    async def test_a_job_that_they_keep_waiting_has_waited_enough_at_last(
        self, house: House, isolation: Isolation
    ) -> None:
        async with isolation.visit():
            await Running(isolation)()
            await house.clock.advance(PATIENCE - 1)
            await Running(isolation)()
            assert not isolation.has_waited_enough(JOB)
            await house.clock.advance(1)
            assert isolation.has_waited_enough(JOB)

    async def test_a_job_that_ran_alone_begins_to_wait_anew(
        self, house: House, isolation: Isolation
    ) -> None:
        async with isolation.visit():
            await Running(isolation)()
        async with running(Running(isolation)):
            pass
        async with isolation.visit():
            await house.clock.advance(PATIENCE)
            await Running(isolation)()
            assert not isolation.has_waited_enough(JOB)

    async def test_what_was_refused_long_ago_is_forgotten(
        self, house: House, isolation: Isolation
    ) -> None:
        async with isolation.visit():
            await Running(isolation)()
            await house.clock.advance(2 * PATIENCE)
            await Running(isolation)()
            assert not isolation.has_waited_enough(JOB)
