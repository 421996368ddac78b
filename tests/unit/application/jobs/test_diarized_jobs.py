"""Jobs whose speakers are told apart beside the transcription."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from typing_extensions import override

from application.ports.diarizer import Listened, ListeningRequest
from application.transcripts.layered import Version, lines
from domain.errors.capacity import StorageUnavailableError
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.events import JobCompleted, VoicesHeard
from domain.job import SPEAKERS_UNAVAILABLE, BlobKey, Job, JobStatus
from domain.options import Channels, TranscriptionOptions
from domain.speakers import Speaker, SpeakerTurn
from domain.stages import Stage
from domain.transcript import Passage, Segment, Word
from tests.fakes.house import House
from tests.fakes.transcriber import Act, forever, raising
from tests.memory.diarizer import MemoryDiarizer, Voices
from tests.samples import a_job, a_recording

DIARIZED = TranscriptionOptions(diarize=True)
TURNS = (SpeakerTurn(0.0, 1.875, "zoe"), SpeakerTurn(2.125, 4.0, "adam"))


class ScriptedDiarizer(MemoryDiarizer):
    """Hears a second at a time, and does something before the n-th of them, counted from 0."""

    def __init__(self, key: BlobKey, *turns: SpeakerTurn) -> None:
        super().__init__({key: Voices(turns, 4.0)}, step_seconds=1.0)
        self.before: dict[int, Act] = {}

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        async for heard in super().listen(request):
            second = round(heard.position) - 1
            if second in self.before:
                self.heard.pop()  # not heard before it is told
                await self.before[second]()
                self.heard.append((float(second), heard.position))
            yield heard


def words(text: str, *, start: float) -> Passage:
    """Make a passage of one segment, whose words take half a second each."""
    timed = tuple(
        Word(start + n * 0.5, start + n * 0.5 + 0.45, f" {word}", 0.9)
        for n, word in enumerate(text.split())
    )
    segment = Segment(timed[0].start, timed[-1].end, f" {text}", words=timed)
    return Passage((segment,), timed[-1].end)


@pytest.fixture
def job(house: House) -> Job:
    house.transcriber.passages = (words("so who is there? it is me again", start=0.0),)
    return a_job(owner=house.ada.id, options=DIARIZED, recording=a_recording(seconds=4.0))


@pytest.fixture
def diarizer(house: House, job: Job) -> ScriptedDiarizer:
    house.diarizer = ScriptedDiarizer(job.recording.key, *TURNS)
    return house.diarizer


async def said(house: House, job: Job) -> list[tuple[int, str | None, str]]:
    async with house.units() as uow:
        read = lines(uow, house.stored(job), Version.ORIGINAL)
        return [(line.index, line.heard.speaker, line.heard.text) async for line in read]


async def test_a_job_says_who_said_what(house: House, job: Job, diarizer: ScriptedDiarizer) -> None:
    await house.add(job)
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert done.status is JobStatus.COMPLETED
    assert done.speakers == (Speaker("A", 1.875), Speaker("B", 1.875))
    assert await said(house, job) == [(0, "A", " so who is there?"), (1, "B", " it is me again")]
    async with house.units() as uow:
        turns = [turn async for turn in uow.speakers.turns(job.id)]
    assert turns == [SpeakerTurn(0.0, 1.875, "A"), SpeakerTurn(2.125, 4.0, "B")]
    assert diarizer.heard == [(0, 1), (1, 2), (2, 3), (3, 4)]


async def test_the_times_of_words_are_found_without_being_asked_for(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    del diarizer
    await house.add(job)
    await house.transcribe_job()(job.id)
    (request,) = house.transcriber.requests
    assert request.options.word_timestamps


async def test_nothing_that_was_learned_of_voices_outlives_the_job(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    kept: list[int] = []

    async def count() -> None:
        kept.append(len(house.database.records.voice_evidence[job.id]))

    diarizer.before[3] = count
    await house.add(job)
    await house.transcribe_job()(job.id)
    assert kept == [3]
    assert house.database.records.voice_evidence == {}


async def test_both_stages_are_one_progress_that_never_goes_back(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    del diarizer
    await house.add(job)
    await house.transcribe_job()(job.id)
    progress = [event.job.overall_progress for event in house.events.published]
    assert progress == sorted(progress)
    assert all(share < 1 for share in progress[:-2])
    assert isinstance(house.events.published[-1], JobCompleted)
    heard = [event.job for event in house.events.published if isinstance(event, VoicesHeard)]
    assert [each.listened for each in heard] == [0.25, 0.5, 0.75, 0.99, 1.0]


async def test_a_job_that_only_listens_to_voices_still_says_so(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    diarizer.before[2] = forever
    await house.add(job)
    task = await house.begin(house.transcribe_job()(job.id))
    now = house.stored(job)
    assert (now.status, now.progress, now.stage) == (JobStatus.PROCESSING, 1.0, Stage.DIARIZING)
    assert (now.stage_progress, now.overall_progress < 1) == (0.5, True)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_later_attempt_hears_only_what_was_not_heard(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    diarizer.before[2] = forever
    await house.add(job)
    task = await house.begin(house.transcribe_job()(job.id))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert house.stored(job).status is JobStatus.QUEUED
    assert diarizer.heard == [(0, 1), (1, 2)]
    del diarizer.before[2]
    await house.transcribe_job("second")(job.id)
    assert diarizer.heard == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert [speaker for _, speaker, _ in await said(house, job)] == ["A", "B"]


async def test_evidence_of_another_version_is_dropped_and_all_is_heard_again(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    await house.add(job)
    async with house.units() as uow:
        await uow.voice_evidence.append(job.id, Listened(2.0, b"of another version"))
        await uow.commit()
    await house.transcribe_job()(job.id)
    assert diarizer.heard == [(2, 3), (3, 4), (0, 1), (1, 2), (2, 3), (3, 4)]
    assert house.stored(job).speakers == (Speaker("A", 1.875), Speaker("B", 1.875))


@pytest.mark.parametrize(
    "error",
    [ModelUnavailableError("A model is missing."), AudioUnreadableError("It cannot be decoded.")],
)
async def test_a_lasting_fault_costs_the_speakers_and_not_the_transcript(
    house: House, job: Job, diarizer: ScriptedDiarizer, error: Exception
) -> None:
    diarizer.before[1] = raising(error)
    await house.add(job)
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert done.status is JobStatus.COMPLETED
    caveat = done.caveats[-1]
    assert caveat.code == SPEAKERS_UNAVAILABLE
    assert str(error) in caveat.message
    assert (done.speakers, done.result_fingerprint) == ((), None)
    assert await said(house, job) == [(0, None, " so who is there? it is me again")]


async def test_a_fault_that_passes_is_waited_for(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    diarizer.before[1] = raising(StorageUnavailableError(), StorageUnavailableError())
    await house.add(job)
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert len(house.stored(job).speakers) == 2
    assert house.transcriber.requests[1:] == []


async def test_a_storage_that_stays_away_postpones_the_job_and_in_the_end_costs_the_speakers(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    diarizer.before[1] = raising(*[StorageUnavailableError()] * 100)
    await house.add(job)
    await house.finish(await house.begin(house.transcribe_job(max_attempts=2)(job.id)))
    assert house.stored(job).status is JobStatus.QUEUED
    await house.finish(await house.begin(house.transcribe_job(max_attempts=2)(job.id)))
    done = house.stored(job)
    assert done.status is JobStatus.COMPLETED
    assert done.caveats[-1].code == SPEAKERS_UNAVAILABLE


async def test_a_transcription_that_fails_stops_the_listening(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    diarizer.before[2] = forever
    house.transcriber.before[1] = raising(AudioUnreadableError("Broken."))
    await house.add(job)
    await house.transcribe_job()(job.id)
    assert house.stored(job).status is JobStatus.FAILED
    assert house.database.records.voice_evidence == {}


async def test_a_cancelled_job_stops_listening_and_leaves_nothing(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    async def cancel() -> None:
        await house.cancel_job()(job.id, caller=house.ada)

    diarizer.before[2] = cancel
    await house.add(job)
    await house.transcribe_job()(job.id)
    assert house.stored(job).status is JobStatus.CANCELLED
    assert house.database.records.voice_evidence == {}
    assert diarizer.heard[-1] != (3, 4)


async def test_a_recording_without_speech_has_no_speakers(house: House, job: Job) -> None:
    house.transcriber.passages = ()
    house.diarizer = ScriptedDiarizer(job.recording.key)
    await house.add(job)
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert (done.status, done.speakers) == (JobStatus.COMPLETED, ())
    assert house.database.records.speakers == {}


@pytest.mark.parametrize("diarize", [True, False])
async def test_separate_channels_are_the_speakers_and_nobody_listens(
    house: House, *, diarize: bool
) -> None:
    options = TranscriptionOptions(diarize=diarize, channels=Channels.SEPARATE)
    house.transcriber.passages = (
        Passage((Segment(0, 2, " hello", channel=2), Segment(1, 4, " good day", channel=1)), 4.0),
    )
    job = await house.add(a_job(options=options, recording=a_recording(seconds=4.0)))
    await house.transcribe_job()(job.id)
    assert house.stored(job).speakers == (Speaker("B", 2.0), Speaker("A", 3.0))
    assert await said(house, job) == [(0, "B", " hello"), (1, "A", " good day")]


async def test_a_job_that_asks_for_no_speakers_hears_no_voices(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    plain = a_job(owner=house.ada.id, recording=job.recording)
    await house.add(plain)
    await house.transcribe_job()(plain.id)
    assert diarizer.heard == []
    assert house.stored(plain).listened is None


async def test_a_database_that_is_away_at_the_end_is_waited_for(
    house: House, job: Job, diarizer: ScriptedDiarizer
) -> None:
    async def away() -> None:
        house.outage.begin(100)
        del diarizer.before[3]

    diarizer.before[3] = away
    await house.add(job)
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).speakers == (Speaker("A", 1.875), Speaker("B", 1.875))
