from asyncio import Task

import pytest
from typing_extensions import override

from application.forecasts.model_speed import ModelSpeed
from application.jobs.delete_job import DeleteJob
from application.jobs.get_job import GetJob
from domain.errors.capacity import DatabaseUnavailableError, StorageUnavailableError
from domain.errors.jobs import JobNotFoundError
from domain.events import JobDeleted, JobStarted
from domain.job import BlobKey, Job, JobId, JobStatus
from tests.fakes.house import House, settle
from tests.fakes.recordings import MemoryBlobs, chunks
from tests.fakes.transcriber import forever
from tests.memory.queue import MemoryJobQueue
from tests.samples import a_job, a_passage, a_user


class Archive:
    """A job with its audio and a passage, and the way to delete it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.blobs = MemoryBlobs.from_url("memory://")
        self.get = GetJob(
            house.units, house.queue, house.job_cache(), ModelSpeed(house.clock), concurrency=1
        )

    @property
    def delete(self) -> DeleteJob:
        house = self.house
        return DeleteJob(house.units, self.blobs, house.queue, house.job_cache(), house.events)

    async def job(self, status: JobStatus = JobStatus.QUEUED) -> Job:
        job = a_job(owner=self.house.ada.id, status=status)
        await self.blobs.write(job.recording.key, chunks(b"sound"))
        return await self.house.add(job, a_passage(" one"))

    def is_in_the_database(self, job: Job) -> bool:
        records = self.house.database.records
        return job.id in records.jobs or job.id in records.passages


@pytest.fixture
def archive(house: House) -> Archive:
    return Archive(house)


@pytest.mark.parametrize("status", JobStatus)
async def test_a_job_goes_with_all_that_belongs_to_it(
    archive: Archive, house: House, status: JobStatus
) -> None:
    job = await archive.job(status)
    other = await archive.job()
    await archive.delete(job.id, caller=house.ada)
    assert not archive.is_in_the_database(job)
    assert [message.job_id for message in house.queue.waiting] == [other.id]
    assert await archive.blobs.keys() == [other.recording.key]
    assert house.events.published == [JobDeleted(job)]


async def test_nobody_deletes_the_job_of_another(archive: Archive, house: House) -> None:
    job = await archive.job()
    with pytest.raises(JobNotFoundError):
        await archive.delete(job.id, caller=a_user("bob"))
    assert archive.is_in_the_database(job)
    assert await archive.blobs.keys() == [job.recording.key]
    assert (house.queue.withdrawn, house.events.published) == ([], [])


async def test_a_job_that_is_deleted_is_gone(archive: Archive, house: House) -> None:
    job = await archive.job()
    await archive.delete(job.id, caller=house.ada)
    with pytest.raises(JobNotFoundError):
        await archive.delete(job.id, caller=house.ada)


async def test_a_job_that_is_deleted_is_not_answered_from_the_cache(
    archive: Archive, house: House
) -> None:
    job = await archive.job(JobStatus.COMPLETED)
    house.queue.waiting.clear()
    assert (await archive.get(job.id, caller=house.ada)).job == job
    await archive.delete(job.id, caller=house.ada)
    with pytest.raises(JobNotFoundError):
        await archive.get(job.id, caller=house.ada)


async def test_storage_that_is_away_leaves_the_job_as_it_was(
    archive: Archive, house: House
) -> None:
    job = await archive.job()
    archive.blobs.deletion_error = StorageUnavailableError()
    with pytest.raises(StorageUnavailableError):
        await archive.delete(job.id, caller=house.ada)
    assert house.stored(job) == job
    assert [message.job_id for message in house.queue.waiting] == [job.id]
    archive.blobs.deletion_error = None
    await archive.delete(job.id, caller=house.ada)
    assert not archive.is_in_the_database(job)


async def test_what_a_dying_process_left_half_deleted_can_be_deleted_again(
    archive: Archive, house: House
) -> None:
    job = await archive.job()
    await archive.blobs.delete(job.recording.key)
    await archive.delete(job.id, caller=house.ada)
    assert not archive.is_in_the_database(job)


async def test_a_database_that_goes_away_leaves_a_job_that_can_be_deleted(
    archive: Archive, house: House
) -> None:
    job = await archive.job()

    class FailingBlobs(MemoryBlobs):
        @override
        async def delete(self, key: BlobKey) -> None:
            house.outage.begin(1)

    blobs, archive.blobs = archive.blobs, FailingBlobs.from_url("memory://")
    with pytest.raises(DatabaseUnavailableError):
        await archive.delete(job.id, caller=house.ada)
    await house.pass_time(1)
    archive.blobs = blobs
    await archive.delete(job.id, caller=house.ada)
    assert not archive.is_in_the_database(job)


class ObedientQueue(MemoryJobQueue):
    """Cancels the handler of a message that is taken back."""

    handler: Task[None]

    @override
    async def withdraw(self, job_id: JobId) -> None:
        await super().withdraw(job_id)
        self.handler.cancel()
        await settle()


async def test_a_job_that_is_deleted_while_it_runs_stops_without_a_trace(house: House) -> None:
    house.queue = queue = ObedientQueue()
    archive = Archive(house)
    house.transcriber.before[1] = forever
    job = await archive.job()
    queue.handler = task = await house.begin(house.transcribe_job()(job.id))
    await archive.delete(job.id, caller=house.ada)
    await settle()
    assert task.cancelled()
    assert house.told == [JobStarted, JobDeleted]
    assert not archive.is_in_the_database(job)
    assert house.transcriber.open == 0


async def test_a_handler_that_nobody_stopped_writes_nothing_after_the_deletion(
    archive: Archive, house: House
) -> None:
    job = await archive.job()

    async def delete() -> None:
        await archive.delete(job.id, caller=house.ada)

    house.transcriber.before[2] = delete
    await house.transcribe_job()(job.id)
    assert house.told == [JobStarted, JobDeleted]
    assert not archive.is_in_the_database(job)
