"""What nobody needs any more, and what was forgotten."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.clock import SystemClock
from application.ports.blobs import BlobStore
from application.ports.examination import Verdict
from application.ports.queue import JobMessage
from application.ports.repairs import Repair
from application.transcripts.stored_waveforms import waveform_key_of
from application.upkeep.examine_orphans import OrphansExamination
from application.upkeep.expire_jobs import ExpireJobs
from application.upkeep.remind_queue import RemindQueue
from application.upkeep.sweep_blobs import SweepBlobs
from domain.errors.capacity import BlobNotFoundError
from domain.events import JobDeleted
from domain.job import BlobKey, Job, JobStatus
from tests.blobs import stored
from tests.contracts.job_queue import consuming
from tests.contracts.turns import until
from tests.fakes.house import House
from tests.memory.clock import MemoryClock
from tests.memory.repairs import MemoryRepairs
from tests.samples import a_job, a_recording

DAY = 86_400.0


@pytest.fixture
def repairs() -> MemoryRepairs:
    return MemoryRepairs()


@pytest.fixture
def blobs() -> BlobStore:
    return ObstoreBlobStore.from_url("memory://")


async def keys(blobs: BlobStore) -> set[str]:
    return {blob.key async for page in blobs.listed("audio") for blob in page}


async def set_some_day(event: asyncio.Event) -> None:
    await event.wait()


def remind(house: House, repairs: MemoryRepairs, *, page: int = 500) -> RemindQueue:
    return RemindQueue(house.units, house.queue, repairs, house.clock, page=page)


async def test_a_job_that_waits_without_a_message_gets_one(
    house: House, repairs: MemoryRepairs
) -> None:
    forgotten, known = await house.add(), await house.add()
    house.queue.waiting = [JobMessage.of(known)]
    assert await remind(house, repairs)() == 1
    assert {message.job_id for message in house.queue.waiting} == {forgotten.id, known.id}
    assert repairs.noted == [(Repair.MESSAGE_WRITTEN, str(forgotten.id))]


async def test_a_long_queue_is_looked_through_page_by_page_and_then_from_its_start(
    house: House, repairs: MemoryRepairs
) -> None:
    for minute in range(5):
        await house.add(a_job(created_at=house.clock.now() + timedelta(minutes=minute)))
    chore = remind(house, repairs, page=2)
    found = []
    for _ in range(4):
        house.queue.waiting.clear()
        found.append(await chore())
    assert found == [2, 2, 1, 2]


async def test_jobs_that_run_or_have_ended_need_no_message(
    house: House, repairs: MemoryRepairs
) -> None:
    await house.add(a_job(status=JobStatus.PROCESSING))
    await house.add(a_job(status=JobStatus.COMPLETED))
    house.queue.waiting.clear()
    assert await remind(house, repairs)() == 0


async def test_a_job_that_waits_on_though_a_worker_was_given_its_message_gets_another(
    house: House, repairs: MemoryRepairs
) -> None:
    job, chore = await house.add(), remind(house, repairs)
    house.queue.waiting = [JobMessage.of(job)]
    never = asyncio.Event()
    async with consuming(house.queue, lambda _: set_some_day(never)):
        await until(lambda: not house.queue.waiting)
        assert await chore() == 0
        await house.clock.advance(59)
        assert await chore() == 0
        await house.clock.advance(1)
        assert await chore() == 1
        assert house.queue.waiting == [JobMessage.of(job, returning=True)]
        assert await chore() == 0


async def test_audio_without_a_job_is_removed_once_it_is_old(
    house: House, repairs: MemoryRepairs, blobs: BlobStore
) -> None:
    orphan = await stored(blobs, f"audio/{uuid4()}", b"x")
    owned = await stored(blobs, f"audio/{uuid4()}", b"x")
    await house.add(a_job(recording=replace(a_recording(), key=owned)))
    clock = MemoryClock(SystemClock().now())
    sweep = SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock, 3600)
    assert await sweep() == 0
    await clock.advance(3601)
    assert await sweep() == 1
    assert await keys(blobs) == {owned}
    assert repairs.noted == [(Repair.BLOB_SWEPT, orphan)]
    assert await sweep() == 0


async def test_pictures_of_audio_that_is_gone_go_too(
    house: House, repairs: MemoryRepairs, blobs: BlobStore
) -> None:
    owned = await stored(blobs, f"audio/{uuid4()}", b"x")
    picture = await stored(blobs, waveform_key_of(owned), b"x")
    orphan = await stored(blobs, waveform_key_of(BlobKey(f"audio/{uuid4()}")), b"x")
    await house.add(a_job(recording=replace(a_recording(), key=owned)))
    clock = MemoryClock(SystemClock().now() + timedelta(days=1))
    assert await SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock)() == 1
    assert repairs.noted == [(Repair.BLOB_SWEPT, orphan)]
    assert await blobs.size(owned) == await blobs.size(picture) == 1


async def test_with_an_empty_database_nothing_is_removed_and_the_operator_is_told(
    house: House, repairs: MemoryRepairs, blobs: BlobStore
) -> None:
    audio = {await stored(blobs, f"audio/{uuid4()}", b"x") for _ in range(21)}
    clock = MemoryClock(SystemClock().now() + timedelta(days=1))
    sweep = SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock)
    assert await sweep() == 0
    assert await keys(blobs) == audio
    ((repair, reason),) = repairs.refused
    assert repair is Repair.BLOB_SWEPT
    assert "21 of 21 files" in reason
    assert "DATABASE_URL" in reason
    finding = await OrphansExamination(sweep).examine()
    assert (finding.verdict, finding.words) == (Verdict.WARNING, reason)
    assert await replace(sweep, most_share=1.0)() == 21
    assert (await OrphansExamination(sweep).examine()).verdict is Verdict.OK


async def test_the_share_is_that_of_all_blobs_of_the_service(
    house: House, repairs: MemoryRepairs, blobs: BlobStore
) -> None:
    for _ in range(25):
        await stored(blobs, f"audio/{uuid4()}", b"x")
        owned = await stored(blobs, f"audio/{uuid4()}", b"x")
        await house.add(a_job(recording=replace(a_recording(), key=owned)))
    clock = MemoryClock(SystemClock().now() + timedelta(days=1))
    assert (
        await SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock, most_share=0.49)()
        == 0
    )
    assert await SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock)() == 25


async def test_a_few_orphans_go_even_where_there_is_nothing_else(
    house: House, repairs: MemoryRepairs, blobs: BlobStore
) -> None:
    for _ in range(20):
        await stored(blobs, f"audio/{uuid4()}", b"x")
    clock = MemoryClock(SystemClock().now() + timedelta(days=1))
    assert await SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock)() == 20
    assert repairs.refused == []


@pytest.mark.parametrize(
    "key", ["other/thing", "audio/Fifth-Symphony.flac", "audio/bach/cantata.mp3", "uploads/notes"]
)
async def test_what_others_keep_in_the_same_folder_is_left_alone(
    house: House, repairs: MemoryRepairs, blobs: BlobStore, key: str
) -> None:
    await stored(blobs, key, b"x")
    clock = MemoryClock(SystemClock().now() + timedelta(days=1))
    assert await SweepBlobs(house.units, blobs, house.storage_mark, repairs, clock)() == 0
    assert await blobs.size(BlobKey(key)) == 1


class Retention:
    """Completed jobs are kept for a day, failed ones for ever."""

    def __init__(self, house: House, blobs: BlobStore, repairs: MemoryRepairs) -> None:
        self.house, self.blobs = house, blobs
        self.cache = house.job_cache()
        self.expire = ExpireJobs(
            house.units,
            blobs,
            house.queue,
            self.cache,
            house.events,
            repairs,
            house.clock,
            {JobStatus.COMPLETED: DAY, JobStatus.FAILED: None},
        )

    async def add(self, status: JobStatus) -> Job:
        name = f"audio/{len(self.house.database.records.jobs)}"
        recording = replace(a_recording(), key=await stored(self.blobs, name, b"x"))
        ended_at = self.house.clock.now() if status.ended else None
        return await self.house.add(
            a_job(status=status, completed_at=ended_at, recording=recording)
        )


@pytest.fixture
def retention(house: House, blobs: BlobStore, repairs: MemoryRepairs) -> Retention:
    return Retention(house, blobs, repairs)


async def test_an_ended_job_goes_with_its_audio_when_its_time_has_come(
    house: House, retention: Retention, repairs: MemoryRepairs
) -> None:
    job = await retention.add(JobStatus.COMPLETED)
    await house.clock.advance(DAY - 1)
    assert await retention.expire() == 0
    await house.clock.advance(2)
    assert await retention.expire() == 1
    assert house.database.records.jobs == {}
    with pytest.raises(BlobNotFoundError):
        await retention.blobs.size(job.recording.key)
    assert house.told == [JobDeleted]
    assert repairs.noted == [(Repair.JOB_EXPIRED, str(job.id))]


@pytest.mark.parametrize(
    "status", [JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.QUEUED, JobStatus.PROCESSING]
)
async def test_what_the_operator_keeps_or_nobody_has_ended_stays(
    house: House, retention: Retention, status: JobStatus
) -> None:
    job = await retention.add(status)
    await house.clock.advance(1000 * DAY)
    assert await retention.expire() == 0
    assert house.stored(job) == job
