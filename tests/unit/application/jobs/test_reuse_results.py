"""The same recording, asked for in the same way, is transcribed once."""

from dataclasses import replace

import pytest

from application.jobs.reuse import ReuseResults
from application.jobs.submit_job import SubmitJob
from application.limits.quotas import Admission
from application.transcripts.layered import lines
from application.uploads.receive_upload import ReceiveUpload
from domain.errors.jobs import IdempotencyKeyInUseError, JobNotFoundError
from domain.events import JobCompleted, JobReused, JobStarted, JobSubmitted
from domain.job import Job, JobId, JobStatus
from domain.job_order import JobOrder
from domain.options import ModelName, Priority, TranscriptionOptions
from domain.speaker_edits import LabelEdit
from domain.speakers import SpeakerTurn
from domain.user import User
from tests.fakes.house import House
from tests.fakes.places import fair_probe
from tests.fakes.recordings import MemoryBlobs, ToldProbe, chunks
from tests.memory.diarizer import Voices
from tests.memory.models import MemoryModelCatalog
from tests.samples import a_user

PLAIN = TranscriptionOptions()


class Office:
    """Where jobs are handed in and worked on."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.blobs = MemoryBlobs.from_url("memory://")
        self.models = MemoryModelCatalog(ModelName("digits"))
        self.submit = SubmitJob(
            house.units,
            self.blobs,
            fair_probe(ToldProbe(), house.clock),
            self.models,
            house.events,
            house.clock,
            house.ids,
            ReuseResults(house.units, self.models, house.diarizer, house.events, house.clock),
            Admission(house.units, house.queue, self.models),
        )

    async def hand_in(
        self,
        sound: bytes = b"sound",
        options: TranscriptionOptions = PLAIN,
        *,
        caller: User | None = None,
        reuse: bool = True,
    ) -> Job:
        receive = ReceiveUpload(self.blobs, self.house.ids, limit_bytes=100)
        recording = await receive("talk.wav", chunks(sound))
        order = JobOrder(options, reuse=reuse)
        return await self.submit(recording, order, caller=caller or self.house.ada)

    async def transcribed(self, caller: User | None = None) -> Job:
        job = await self.hand_in(caller=caller)
        await self.house.transcribe_job()(job.id)
        return self.house.stored(job)


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


async def test_the_same_recording_is_answered_at_once(office: Office, house: House) -> None:
    original = await office.transcribed()
    await house.pass_time(60)
    job = await office.hand_in(options=replace(PLAIN, priority=Priority.HIGH))
    assert house.stored(job) == job
    assert job.status is JobStatus.COMPLETED
    assert job.reused_from == original.id
    assert job.completed_at == house.clock.now()
    assert (job.detected, job.caveats) == (original.detected, original.caveats)
    assert house.words(job) == house.words(original) == " one two three four"
    assert [message.job_id for message in house.queue.waiting] == [original.id]
    assert house.told == [JobSubmitted, JobStarted, JobCompleted, JobReused]


async def test_its_audio_is_its_own(office: Office) -> None:
    original = await office.transcribed()
    job = await office.hand_in()
    assert set(await office.blobs.keys()) == {original.recording.key, job.recording.key}


@pytest.mark.parametrize(
    ("sound", "options", "how"),
    [
        (b"other sound", PLAIN, {}),
        (b"sound", replace(PLAIN, beam_size=1), {}),
        (b"sound", replace(PLAIN, language="de"), {}),
        (b"sound", PLAIN, {"reuse": False}),
    ],
)
async def test_another_request_is_queued(
    office: Office, sound: bytes, options: TranscriptionOptions, how: dict[str, bool]
) -> None:
    await office.transcribed()
    job = await office.hand_in(sound, options, reuse=how.get("reuse", True))
    assert (job.status, job.reused_from) == (JobStatus.QUEUED, None)


async def test_somebody_elses_result_is_never_used(office: Office, house: House) -> None:
    await office.transcribed(caller=a_user("bob"))
    assert (await office.hand_in(caller=house.ada)).status is JobStatus.QUEUED


@pytest.mark.parametrize("revision", ["another", None])
async def test_a_model_that_has_changed_or_is_not_known_is_asked_anew(
    office: Office, revision: str | None
) -> None:
    await office.transcribed()
    office.models.current_revision = revision
    assert (await office.hand_in()).status is JobStatus.QUEUED


async def test_what_did_not_end_well_is_not_used(office: Office, house: House) -> None:
    job = await office.hand_in()
    await house.cancel_job()(job.id, caller=house.ada)
    assert (await office.hand_in()).status is JobStatus.QUEUED


async def test_a_result_can_be_used_again_when_its_original_is_gone(
    office: Office, house: House
) -> None:
    original = await office.transcribed()
    first = await office.hand_in()
    async with house.units() as uow:
        await uow.jobs.delete(original)
        await uow.commit()
    second = await office.hand_in()
    assert second.reused_from == first.id
    assert house.words(second) == " one two three four"


async def test_an_original_that_is_deleted_at_that_moment_is_done_without(
    office: Office, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.transcribed()

    async def gone(_: object, source: JobId, __: JobId) -> None:
        raise JobNotFoundError(source)

    monkeypatch.setattr("tests.memory.passages.MemoryPassageRepository.copy", gone)
    job = await office.hand_in()
    assert house.stored(job).status is JobStatus.QUEUED
    assert len(house.database.records.jobs) == 2


async def test_what_goes_with_it_is_written_with_it_or_nothing_is(
    office: Office, house: House
) -> None:
    original = await office.transcribed()

    async def refuse(*_: object) -> None:
        raise IdempotencyKeyInUseError

    receive = ReceiveUpload(office.blobs, house.ids, limit_bytes=100)
    recording = await receive("talk.wav", chunks(b"sound"))
    order = JobOrder(PLAIN, reuse=True)
    with pytest.raises(IdempotencyKeyInUseError):
        await office.submit(recording, order, caller=house.ada, hook=refuse)
    assert list(house.database.records.jobs) == [original.id]
    assert await office.blobs.keys() == [original.recording.key]


DIARIZED = TranscriptionOptions(diarize=True)
TURNS = SpeakerTurn(0.0, 2.0, "zoe"), SpeakerTurn(2.0, 4.0, "adam")


async def diarized(office: Office, house: House) -> Job:
    job = await office.hand_in(options=DIARIZED)
    house.diarizer.learn(job.recording.key, Voices(TURNS, 4.0))
    await house.transcribe_job()(job.id)
    return house.stored(job)


@pytest.mark.parametrize("revision", ["an improved one", None])
async def test_a_diarizer_that_has_changed_or_is_not_known_is_asked_anew(
    office: Office, house: House, revision: str | None
) -> None:
    await diarized(office, house)
    assert (await office.hand_in(options=DIARIZED)).status is JobStatus.COMPLETED
    house.diarizer.current_revision = revision
    assert (await office.hand_in(options=DIARIZED)).status is JobStatus.QUEUED


async def test_a_diarizer_that_took_no_part_does_not_matter(office: Office, house: House) -> None:
    await office.transcribed()
    house.diarizer.current_revision = None
    assert (await office.hand_in()).status is JobStatus.COMPLETED


async def test_speakers_are_copied_and_edited_apart(office: Office, house: House) -> None:
    original = await diarized(office, house)
    async with house.units() as uow:
        await uow.speaker_edits.edit(original.id, "A", LabelEdit("Anna"))
        await uow.commit()
    job = await office.hand_in(options=DIARIZED)
    assert (job.reused_from, job.speakers) == (original.id, house.stored(original).speakers)
    assert len(job.speakers) == 2
    async with house.units() as uow:
        said = [line.segment.speaker async for line in lines(uow, job)]
        assert await uow.speaker_edits.edits([job.id]) == {}
    assert said == ["A", "A", "B", "B"]


async def test_a_transcript_without_speakers_is_not_one_with_speakers(office: Office) -> None:
    await office.transcribed()
    job = await office.hand_in(options=DIARIZED)
    assert job.reused_from is None
