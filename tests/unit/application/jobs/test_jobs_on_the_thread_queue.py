"""The use cases together, on the queue that the embedded service runs on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.queue.thread import ThreadJobQueue
from adapters.queue.worker_places import WorkerPlaces
from application.jobs.delete_job import DeleteJob
from application.jobs.retry_job import RetryJob
from application.upkeep.recover_jobs import RecoverJobs
from domain.events import (
    JobCancelled,
    JobCompleted,
    JobDeleted,
    JobHandedBack,
    JobRetried,
    JobStarted,
)
from domain.job import JobStatus
from entrypoints.worker.handler import JobHandler
from tests.fakes.house import House, settle
from tests.fakes.recordings import MemoryBlobs
from tests.fakes.transcriber import forever


def new_queue() -> ThreadJobQueue:
    return ThreadJobQueue(capacity=10, places=WorkerPlaces(2))


class EmbeddedHouse(House):
    """A house whose queue is at work."""

    def open(self) -> None:
        self.thread_queue = new_queue()
        self.queue = self.thread_queue  # type: ignore[assignment]  # any queue will do
        self.open_process()
        handler = JobHandler(self.transcribe_job(), self.fail_job())
        self.consumer = asyncio.create_task(self.thread_queue.consume(handler))

    async def close(self) -> None:
        await self.queue.stop(grace_seconds=0)
        await self.consumer


@pytest.fixture
async def house() -> AsyncIterator[EmbeddedHouse]:
    house = EmbeddedHouse()
    house.open()
    await settle()
    yield house
    await house.close()


async def test_a_job_is_transcribed_as_soon_as_it_is_there(house: EmbeddedHouse) -> None:
    job = await house.add()
    await settle()
    assert house.stored(job).status is JobStatus.COMPLETED


async def test_a_retry_waits_for_the_old_handler_to_end(house: EmbeddedHouse) -> None:
    cleaned_up = asyncio.Event()

    async def clean_up_slowly() -> None:
        try:
            await forever()
        finally:
            await cleaned_up.wait()

    house.transcriber.before[2] = clean_up_slowly
    job = await house.add()
    await settle()
    await house.cancel_job()(job.id, caller=house.ada)
    await RetryJob(house.units, house.job_cache(), house.events, house.admission())(
        job.id, caller=house.ada
    )
    house.transcriber.before.clear()
    await settle()
    assert house.stored(job).status is JobStatus.QUEUED
    cleaned_up.set()
    await settle()
    await settle()
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.words(job) == " one two three four"
    assert house.told == [JobStarted, JobCancelled, JobRetried, JobStarted, JobCompleted]


async def test_a_running_job_that_is_deleted_leaves_a_worker_that_goes_on(
    house: EmbeddedHouse,
) -> None:
    blobs = MemoryBlobs.from_url("memory://")
    delete = DeleteJob(house.units, blobs, house.queue, house.job_cache(), house.events)
    house.transcriber.before[2] = forever
    job = await house.add()
    await settle()
    await delete(job.id, caller=house.ada)
    await settle()
    assert house.database.records.jobs == {}
    assert house.told == [JobStarted, JobDeleted]
    house.transcriber.before.clear()
    next_one = await house.add()
    await settle()
    assert house.stored(next_one).status is JobStatus.COMPLETED


async def test_a_stop_and_a_start_in_the_middle_change_nothing_in_the_transcript(
    house: EmbeddedHouse,
) -> None:
    house.transcriber.before[2] = forever
    job = await house.add()
    await settle()
    await house.close()
    assert house.stored(job).status is JobStatus.QUEUED
    house.transcriber.before.clear()
    house.open()
    await RecoverJobs(house.units, house.queue, house.take_back_job())()
    await settle()
    assert house.words(job) == " one two three four"
    assert house.told == [JobStarted, JobHandedBack, JobStarted, JobCompleted]
