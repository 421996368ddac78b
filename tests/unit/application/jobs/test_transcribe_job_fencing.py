"""Somebody changes the job while it is transcribed: this attempt stops and writes no more."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from typing_extensions import override

from application.ports.repairs import Repair
from domain.events import JobCancelled, JobCompleted, JobEvent, JobHandedBack, JobStarted
from domain.job import Job, JobStatus, Lease, WorkerName
from tests.fakes.house import House, settle
from tests.fakes.transcriber import forever
from tests.memory.events import MemoryEvents

Change = Callable[[House, Job], Awaitable[None]]


async def cancel(house: House, job: Job) -> None:
    await house.cancel_job()(job.id, caller=house.ada)


async def delete(house: House, job: Job) -> None:
    async with house.units() as uow:
        await uow.jobs.delete(job)
        await uow.commit()


async def take_over(house: House, job: Job) -> None:
    """Give the job to a second worker, as if the first had been silent for too long."""
    async with house.units() as uow:
        running = await uow.jobs.get(job.id)
        lease = Lease(WorkerName("second"), house.clock.now())
        theirs = running.handed_back().claimed(lease, at=house.clock.now())
        await uow.jobs.replace(running, theirs)
        await uow.commit()


CHANGES = pytest.mark.parametrize("change", [cancel, delete, take_over])


@CHANGES
@pytest.mark.parametrize("step", range(5))
async def test_the_transcriber_is_stopped_and_nothing_further_is_written(
    house: House, change: Change, step: int
) -> None:
    job = await house.add()
    records = None

    async def interfere() -> None:
        nonlocal records
        await change(house, job)
        records = house.database.records

    house.transcriber.before[step] = interfere
    await house.transcribe_job()(job.id)
    assert records is not None
    assert house.database.records == records
    assert house.transcriber.open == 0
    assert house.clock.sleepers == 0
    assert not {JobCompleted, JobHandedBack} & set(house.told)


@CHANGES
async def test_a_silent_transcriber_is_stopped_by_the_next_sign_of_life(
    house: House, change: Change
) -> None:
    house.transcriber.before[1] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    await change(house, job)
    await house.finish(task, within=16)
    assert house.transcriber.open == 0
    assert house.repairs.noted == [(Repair.ATTEMPT_FENCED_OFF, str(job.id))]


async def test_a_stopped_handler_of_a_cancelled_job_does_not_queue_it_again(house: House) -> None:
    house.transcriber.before[1] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job()(job.id))
    await cancel(house, job)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.stored(job).status is JobStatus.CANCELLED
    assert house.told == [JobStarted, JobCancelled]


async def test_a_retry_while_the_old_handler_is_ending_is_not_disturbed_by_it(
    house: House,
) -> None:
    house.transcriber.before[2] = forever
    job = await house.add()
    old = await house.begin(house.transcribe_job()(job.id))
    await cancel(house, job)
    async with house.units() as uow:
        cancelled = await uow.jobs.get(job.id)
        await uow.jobs.replace(cancelled, cancelled.retried())
        await uow.commit()
    house.transcriber.before.clear()
    await house.transcribe_job("second")(job.id)
    await house.finish(old, within=16)
    done = house.stored(job)
    assert (done.status, done.attempt, done.attempts_spent) == (JobStatus.COMPLETED, 2, 1)
    assert house.words(job) == " one two three four"


async def test_a_worker_that_was_given_up_for_dead_does_no_harm_when_it_wakes(
    house: House,
) -> None:
    house.transcriber.before[2] = forever
    job = await house.add()
    sleeper = await house.begin(house.transcribe_job(seconds=60)(job.id))
    house.clock._now += timedelta(seconds=60)  # it is frozen for as long as its lease
    await house.take_back_job()(house.stored(job))
    house.open_process()  # another one
    house.transcriber.before.clear()
    await house.transcribe_job("second")(job.id)
    await house.finish(sleeper, within=16)
    assert house.stored(job).attempt == 2
    assert house.words(job) == " one two three four"
    assert house.told.count(JobCompleted) == 1


class SlowEvents(MemoryEvents):
    """Needs a moment to tell."""

    @override
    async def publish(self, event: JobEvent) -> None:
        await settle()
        await super().publish(event)


class TestStoppingAtTheWorstMoment:
    """The worker is told to stop between a commit and what belongs to it."""

    @pytest.fixture
    def house(self) -> House:
        house = House()
        house.events = SlowEvents()
        return house

    @pytest.mark.parametrize("turns", range(60))
    async def test_whatever_the_moment_the_job_is_never_left_in_processing(
        self, house: House, turns: int
    ) -> None:
        job = await house.add()
        task = asyncio.create_task(house.transcribe_job()(job.id))
        for _ in range(turns * 3):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        stored = house.stored(job)
        ends = {JobStatus.QUEUED: JobHandedBack, JobStatus.COMPLETED: JobCompleted}
        if stored.attempt:
            assert house.told[-1] is ends[stored.status]
        if not task.cancelled():
            assert task.exception() is None
            assert stored.status is JobStatus.COMPLETED


class LateEvents(MemoryEvents):
    """Needs so long to tell of the end that a sign of life falls due."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    @override
    async def publish(self, event: JobEvent) -> None:
        if isinstance(event, JobCompleted):
            await self._house.clock.advance(15)
            await settle()
        await super().publish(event)


async def test_a_sign_of_life_does_not_cut_off_the_news_of_the_end(house: House) -> None:
    house.events = LateEvents(house)
    job = await house.add()
    await house.transcribe_job(seconds=60)(job.id)
    assert house.told == [JobStarted, JobCompleted]
