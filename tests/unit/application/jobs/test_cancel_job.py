import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from typing_extensions import override

from application.jobs.retry_job import RetryJob
from application.upkeep.remind_queue import RemindQueue
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.jobs import IllegalTransitionError, JobNotFoundError, StaleJobError
from domain.events import JobCancelled
from domain.job import Job, JobId, JobStatus, Lease, WorkerName
from tests.fakes.house import TURNS, House, settle
from tests.fakes.interference import Interference
from tests.fakes.outage import Outage
from tests.fakes.transcriber import GERMAN
from tests.memory.queue import MemoryJobQueue
from tests.memory.repairs import MemoryRepairs
from tests.samples import a_job, a_passage, a_user


async def claim(house: House, job: Job) -> None:
    async with house.units() as uow:
        lease = Lease(WorkerName("w"), house.clock.now() + timedelta(seconds=60))
        assert await uow.jobs.claim(job.id, lease, at=house.clock.now())
        await uow.commit()


async def test_a_waiting_job_is_cancelled_and_its_message_taken_back(house: House) -> None:
    job = await house.add()
    cancelled = await house.cancel_job()(job.id, caller=house.ada)
    assert cancelled == house.stored(job) == job.cancelled(at=house.clock.now())
    assert house.queue.waiting == []
    assert house.events.published == [JobCancelled(cancelled)]


async def test_a_running_job_is_cancelled_and_its_handler_too(house: House) -> None:
    job = await house.add()
    await claim(house, job)
    await house.cancel_job()(job.id, caller=house.ada)
    assert house.stored(job).status is JobStatus.CANCELLED
    assert house.queue.withdrawn == [job.id]


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
async def test_a_job_that_has_ended_cannot_be_cancelled(house: House, status: JobStatus) -> None:
    job = await house.add(a_job(owner=house.ada.id, status=status))
    with pytest.raises(IllegalTransitionError):
        await house.cancel_job()(job.id, caller=house.ada)
    assert (house.events.published, house.queue.withdrawn) == ([], [])


async def test_nobody_cancels_the_job_of_another(house: House) -> None:
    job = await house.add()
    with pytest.raises(JobNotFoundError):
        await house.cancel_job()(job.id, caller=a_user("bob"))
    assert house.stored(job) == job
    assert house.queue.withdrawn == []


async def test_a_worker_that_claims_at_the_same_moment_does_not_save_the_job(
    house: House,
) -> None:
    job = await house.add()
    units = Interference(house.units, after_reading=lambda: claim(house, job))
    await house.cancel_job(units)(job.id, caller=house.ada)
    assert house.stored(job).status is JobStatus.CANCELLED


async def test_who_is_always_too_late_is_told_so_in_the_end(house: House) -> None:
    job = await house.add()

    async def change_hands() -> None:
        async with house.units() as uow:
            stored = await uow.jobs.get(job.id)
            lease = Lease(WorkerName("w"), house.clock.now())
            again = stored.handed_back() if stored.lease else stored
            await uow.jobs.replace(stored, again.claimed(lease, at=house.clock.now()))
            await uow.commit()

    units = Interference(house.units, after_reading=change_hands, times=1_000)
    with pytest.raises(StaleJobError):
        await house.cancel_job(units)(job.id, caller=house.ada)


async def test_what_was_heard_just_before_the_cancel_is_not_forgotten(house: House) -> None:
    """Else a retry would go on behind the last passage, but guess the language anew."""
    job = await house.add()
    await claim(house, job)

    async def keep() -> None:
        async with house.units() as uow:
            running = await uow.jobs.get(job.id)
            lease = Lease(WorkerName("w"), house.clock.now() + timedelta(seconds=60))
            await uow.jobs.renew(running.advanced(progress=0.5, detected=GERMAN), lease)
            await uow.passages.append(job.id, a_passage(" one"))
            await uow.commit()

    units = Interference(house.units, after_reading=keep)
    await house.cancel_job(units)(job.id, caller=house.ada)
    cancelled = house.stored(job)
    assert (cancelled.status, cancelled.progress, cancelled.detected) == (
        JobStatus.CANCELLED,
        0.5,
        GERMAN,
    )


class SlowQueue(MemoryJobQueue):
    """Takes its time to take a message back."""

    @override
    async def withdraw(self, job_id: JobId) -> None:
        await settle()
        await super().withdraw(job_id)


async def test_the_message_of_a_quick_retry_is_not_taken_back(house: House) -> None:
    """A retry is possible from the commit on; no message of its is older than that."""
    house.queue = SlowQueue()
    job = await house.add()
    retry = RetryJob(house.units, house.job_cache(), house.events, house.admission())

    async def retry_as_soon_as_possible() -> None:
        for _ in range(10 * TURNS):
            with suppress(IllegalTransitionError):
                await retry(job.id, caller=house.ada)
                return
            await asyncio.sleep(0)

    retrying = asyncio.create_task(retry_as_soon_as_possible())
    await house.cancel_job()(job.id, caller=house.ada)
    await retrying
    assert house.stored(job).status is JobStatus.QUEUED
    assert [message.job_id for message in house.queue.waiting] == [job.id]


class QueueBeforeAStorm(MemoryJobQueue):
    """The database goes away as soon as a message has been taken back."""

    def __init__(self, outage: Outage) -> None:
        super().__init__()
        self._outage = outage

    @override
    async def withdraw(self, job_id: JobId) -> None:
        await super().withdraw(job_id)
        self._outage.begin(seconds=30)


async def test_a_cancel_that_is_lost_with_the_database_leaves_no_job_without_a_message(
    house: House,
) -> None:
    """The message is gone and the cancel is not kept: the next look at what waits mends that."""
    house.queue = QueueBeforeAStorm(house.outage)
    job = await house.add()
    with pytest.raises(DatabaseUnavailableError):
        await house.cancel_job()(job.id, caller=house.ada)
    assert (house.stored(job).status, house.queue.waiting) == (JobStatus.QUEUED, [])
    await house.pass_time(30)
    assert await RemindQueue(house.units, house.queue, MemoryRepairs(), house.clock)() == 1
    assert [message.job_id for message in house.queue.waiting] == [job.id]
