import asyncio
from dataclasses import replace

import pytest

from application.jobs.reuse import ReuseResults
from application.jobs.submit_job import SubmitJob
from application.limits.quotas import Admission
from application.uploads.receive_upload import ReceiveUpload
from domain.errors.capacity import DatabaseUnavailableError, QueueFullError, StorageUnavailableError
from domain.errors.kinds import InvalidRequestError
from domain.errors.uploads import UnsupportedAudioError
from domain.events import JobSubmitted
from domain.job import JobStatus, Recording
from domain.job_order import JobOrder
from domain.options import ModelName, Priority, TranscriptionOptions
from tests.fakes.house import House, settle
from tests.fakes.places import fair_probe
from tests.fakes.recordings import MemoryBlobs, ToldProbe, chunks
from tests.memory.models import MemoryModelCatalog
from tests.memory.queue import MemoryJobQueue
from tests.memory.unit_of_work import MemoryUnitOfWork

URGENT = JobOrder(TranscriptionOptions(priority=Priority.HIGH))


class Office:
    """Where jobs are handed in."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.blobs = MemoryBlobs.from_url("memory://")
        self.probe = ToldProbe()
        self.models = MemoryModelCatalog(ModelName("digits"), ModelName("small"))
        self.submit = SubmitJob(
            house.units,
            self.blobs,
            fair_probe(self.probe, house.clock),
            self.models,
            house.events,
            house.clock,
            house.ids,
            ReuseResults(house.units, self.models, house.diarizer, house.events, house.clock),
            Admission(house.units, house.queue, self.models),
        )

    async def recording(self) -> Recording:
        receive = ReceiveUpload(self.blobs, self.house.ids, limit_bytes=100)
        return await receive("talk.wav", chunks(b"sound"))

    async def nothing_is_left(self) -> bool:
        records = self.house.database.records
        left = records.jobs, self.house.queue.waiting, self.house.events.published
        return not any(left) and await self.blobs.keys() == []


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


async def test_a_job_is_stored_queued_and_told_of(office: Office, house: House) -> None:
    recording = await office.recording()
    job = await office.submit(recording, URGENT, caller=house.ada)
    assert house.stored(job) == job
    assert (job.status, job.owner, job.created_at) == (
        JobStatus.QUEUED,
        house.ada.id,
        house.clock.now(),
    )
    assert job.recording == replace(recording, duration_seconds=10.0)
    (message,) = house.queue.waiting
    assert (message.job_id, message.priority) == (job.id, Priority.HIGH)
    assert house.events.published == [JobSubmitted(job)]
    assert await office.blobs.keys() == [recording.key]


async def test_who_names_no_model_gets_the_default(office: Office, house: House) -> None:
    job = await office.submit(await office.recording(), URGENT, caller=house.ada)
    assert job.model == ModelName("digits")


async def test_a_model_that_is_served_may_be_chosen(office: Office, house: House) -> None:
    job = await office.submit(
        await office.recording(), replace(URGENT, model="small"), caller=house.ada
    )
    assert job.model == ModelName("small")


@pytest.mark.parametrize("model", ["large", "", "Digits", "../digits"])
async def test_an_unknown_model_leaves_nothing_and_names_the_known_ones(
    office: Office, house: House, model: str
) -> None:
    with pytest.raises(InvalidRequestError, match="digits, small") as refused:
        await office.submit(
            await office.recording(), replace(URGENT, model=model), caller=house.ada
        )
    assert [error.field for error in refused.value.errors] == ["model"]
    assert await office.nothing_is_left()


@pytest.mark.parametrize("error", [UnsupportedAudioError("No sound."), StorageUnavailableError()])
async def test_audio_that_cannot_be_examined_leaves_nothing(
    office: Office, house: House, error: Exception
) -> None:
    office.probe.error = error
    with pytest.raises(type(error)):
        await office.submit(await office.recording(), URGENT, caller=house.ada)
    assert await office.nothing_is_left()


async def test_a_full_queue_leaves_nothing(house: House) -> None:
    house.queue = MemoryJobQueue(capacity=0)
    office = Office(house)
    with pytest.raises(QueueFullError):
        await office.submit(await office.recording(), URGENT, caller=house.ada)
    assert await office.nothing_is_left()


async def test_a_database_that_is_away_leaves_no_job_and_its_audio_to_the_sweep(
    office: Office, house: House
) -> None:
    recording = await office.recording()
    house.outage.begin(10)
    with pytest.raises(DatabaseUnavailableError):
        await office.submit(recording, URGENT, caller=house.ada)
    assert house.database.records.jobs == {}
    assert await office.blobs.keys() == [recording.key]


async def test_a_job_whose_commit_was_not_answered_is_found(office: Office, house: House) -> None:
    recording = await office.recording()
    house.outage.lost_replies = 1
    job = await office.submit(recording, URGENT, caller=house.ada)
    assert house.stored(job) == job
    assert await office.blobs.keys() == [recording.key]
    assert house.told == [JobSubmitted]


async def test_a_job_whose_commit_may_yet_be_done_leaves_its_audio_to_the_sweep(
    office: Office, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unanswered(*_: object) -> None:
        raise DatabaseUnavailableError

    recording = await office.recording()
    monkeypatch.setattr("tests.memory.unit_of_work.MemoryUnitOfWork.commit", unanswered)
    with pytest.raises(DatabaseUnavailableError):
        await office.submit(recording, URGENT, caller=house.ada)
    assert await office.blobs.keys() == [recording.key]


async def test_a_job_whose_commit_is_left_alone_by_a_second_cancel_has_its_audio(
    office: Office, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may = asyncio.Event(), asyncio.Event()
    commit = MemoryUnitOfWork.commit

    async def slow(unit: MemoryUnitOfWork) -> None:
        begun.set()
        await may.wait()
        await commit(unit)

    recording = await office.recording()
    monkeypatch.setattr(MemoryUnitOfWork, "commit", slow)
    submitting = asyncio.create_task(office.submit(recording, URGENT, caller=house.ada))
    await begun.wait()
    for _ in range(2):
        submitting.cancel()
        await settle()
    assert submitting.cancelled()
    may.set()
    await settle()
    assert house.database.records.jobs
    assert await office.blobs.keys() == [recording.key]


@pytest.mark.parametrize("turns", range(30))
async def test_whenever_the_caller_is_cut_off_a_job_has_its_audio(
    office: Office, house: House, turns: int
) -> None:
    """The audio of a job that was stored is never taken away from it."""
    recording = await office.recording()
    task = asyncio.create_task(office.submit(recording, URGENT, caller=house.ada))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    if house.database.records.jobs:
        assert await office.blobs.keys() == [recording.key]
        assert house.told == [JobSubmitted]
    elif turns:
        assert await office.nothing_is_left()
