"""The worker's side, while nothing goes wrong around it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors.capacity import BlobNotFoundError
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.events import (
    JobBegun,
    JobCompleted,
    JobFailed,
    JobHandedBack,
    JobPreparing,
    JobStarted,
    SegmentsTranscribed,
)
from domain.job import Failure, JobStatus, Lease, WorkerName
from domain.options import TranscriptionOptions
from domain.spoken_languages import SpokenLanguage
from domain.stages import Stage
from domain.transcript import Cut, Gap, Passage, Segment
from tests.fakes.house import House, settle
from tests.fakes.transcriber import GERMAN, NOISY, forever, raising
from tests.samples import a_job


async def test_a_job_is_transcribed_to_its_end(house: House) -> None:
    job = await house.add()
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert done.status is JobStatus.COMPLETED
    assert (done.progress, done.detected, done.caveats) == (1.0, GERMAN, (NOISY,))
    assert done.recording.duration_seconds == 4.0
    assert (done.started_at, done.completed_at) == (house.clock.now(), house.clock.now())
    assert done.lease is None
    assert house.words(job) == " one two three four"
    assert house.transcriber.open == 0


async def test_a_job_says_which_languages_are_spoken_and_for_how_long(house: House) -> None:
    house.transcriber.passages = (
        Passage((Segment(0.0, 1.0, " eins"), Segment(1.0, 2.0, " one", language="en")), 2.0),
        Passage((Segment(2.0, 4.5, " two", language="en"),), 4.5),
    )
    job = await house.add()
    await house.transcribe_job()(job.id)
    assert house.stored(job).languages == (SpokenLanguage("en", 3.5), SpokenLanguage("de", 1.0))


async def test_the_transcriber_learns_whose_job_it_is(house: House) -> None:
    job = await house.add()
    await house.transcribe_job()(job.id)
    assert [request.owner for request in house.transcriber.requests] == [job.owner]


async def test_what_happens_is_told_in_order_and_with_the_seconds_it_took(house: House) -> None:
    house.transcriber.before[2] = lambda: house.clock.advance(7)
    job = await house.add()
    await house.transcribe_job()(job.id)
    started, *segments, completed = house.events.published
    assert isinstance(started, JobStarted)
    assert started.job.status is JobStatus.PROCESSING
    assert completed == JobCompleted(house.stored(job), seconds=7.0)
    assert [e.job.progress for e in segments] == [0.25, 0.5, 0.75, 1.0]
    assert [s.text for e in segments if isinstance(e, SegmentsTranscribed) for s in e.segments] == [
        " one", " two", " three", " four",
    ]  # fmt: skip


async def test_a_job_says_how_its_model_comes_along(house: House) -> None:
    house.transcriber.preparing = (0.0, 0.4, 0.401, None)
    job = await house.add()
    await house.transcribe_job()(job.id)
    told = [e.job for e in house.events.published if isinstance(e, JobPreparing)]
    assert [each.stage for each in told] == [*[Stage.PREPARING] * 3, Stage.TRANSCRIBING]
    assert [each.stage_progress for each in told] == [0.0, 0.4, 1.0, 0.0]
    assert [each.progress for each in told] == [0.0] * 4
    first = next(e.job for e in house.events.published if isinstance(e, SegmentsTranscribed))
    assert (first.stage, first.stage_progress) == (Stage.TRANSCRIBING, 0.25)
    done = house.stored(job)
    assert (done.stage, done.stage_progress, done.preparing) == (None, None, None)


async def test_progress_moves_before_the_first_passage_and_never_goes_back(house: House) -> None:
    house.transcriber.begun = (0.2, 0.2001, 0.6, 0.4)
    job = await house.add()
    await house.transcribe_job()(job.id)
    told = [e.job.progress for e in house.events.published if isinstance(e, JobBegun)]
    assert told == [0.05, 0.15]  # what nobody would see is not told
    first = next(e.job for e in house.events.published if isinstance(e, SegmentsTranscribed))
    assert first.progress == 0.25


async def test_a_model_that_cannot_be_had_fails_the_job_in_its_own_words(house: House) -> None:
    house.transcriber.preparing = (0.1,)
    house.transcriber.before[0] = raising(ModelUnavailableError("No hub, no model."))
    job = await house.add()
    await house.transcribe_job()(job.id)
    failed = house.stored(job)
    assert failed.failure == Failure("model_unavailable", "No hub, no model.")
    assert failed.preparing is None


async def test_the_transcriber_is_told_all_it_needs(house: House) -> None:
    job = await house.add()
    await house.transcribe_job()(job.id)
    (request,) = house.transcriber.requests
    assert (request.audio, request.model) == (job.recording.key, job.model)
    assert (request.resume_after, request.detected) == (None, None)
    # The times of words are for subtitles, whether or not the transcript lists the words.
    assert request.options == replace(job.options, word_timestamps=True)


async def test_progress_is_nothing_where_the_length_is_not_known(house: House) -> None:
    job = a_job(recording=replace(a_job().recording, duration_seconds=None))
    await house.add(job)
    house.transcriber.before[4] = raising(AudioUnreadableError("Broken."))
    await house.transcribe_job()(job.id)
    assert house.stored(job).progress == 0.0


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
async def test_a_claim_that_loses_does_nothing(house: House, status: JobStatus) -> None:
    job = await house.add(a_job(status=status))
    await house.transcribe_job()(job.id)
    assert house.stored(job) == job
    assert house.transcriber.requests == []
    assert house.events.published == []


async def test_a_job_that_somebody_else_works_on_is_left_alone(house: House) -> None:
    until = house.clock.now() + timedelta(seconds=1)
    theirs = Lease(WorkerName("second"), until)
    job = await house.add(a_job().claimed(theirs, at=house.clock.now()))
    await house.transcribe_job()(job.id)
    assert house.stored(job) == job
    assert house.transcriber.requests == []


async def test_a_message_for_a_job_that_is_gone_does_nothing(house: House) -> None:
    await house.transcribe_job()(a_job().id)
    assert house.events.published == []


@pytest.mark.parametrize(
    "error",
    [
        AudioUnreadableError("Broken."),
        ModelUnavailableError("No such model."),
        BlobNotFoundError("It is gone."),
    ],
    ids=lambda error: error.code,
)
async def test_what_cannot_get_better_fails_the_job(house: House, error: TranscriberError) -> None:
    house.transcriber.before[2] = raising(error)
    job = await house.add()
    await house.transcribe_job()(job.id)
    failed = house.stored(job)
    assert failed.status is JobStatus.FAILED
    assert failed.failure == Failure(error.code, str(error))
    assert house.words(job) == " one two"
    assert house.told == [JobStarted, JobFailed]
    assert house.transcriber.open == 0


async def test_after_the_last_attempt_the_job_fails_without_another(house: House) -> None:
    job = await house.add(replace(a_job(), attempt=3))
    await house.transcribe_job(max_attempts=3)(job.id)
    failed = house.stored(job)
    assert failed.status is JobStatus.FAILED
    assert failed.failure is not None
    assert failed.failure.code == "attempts_exhausted"
    assert "3 times" in failed.failure.message
    assert house.transcriber.requests == []


async def test_attempts_before_a_retry_by_hand_do_not_count(house: House) -> None:
    job = await house.add(replace(a_job(), attempt=3, attempts_forgiven=1))
    await house.transcribe_job(max_attempts=3)(job.id)
    assert house.stored(job).status is JobStatus.COMPLETED


async def test_a_transcriber_that_stops_short_does_not_leave_the_job_open(house: House) -> None:
    house.transcriber.ends = False
    job = await house.add()
    with pytest.raises(RuntimeError, match="before the end"):
        await house.transcribe_job()(job.id)


class TestHandingBack:
    async def test_who_stops_the_worker_gives_the_job_back_with_its_passages(
        self, house: House
    ) -> None:
        house.transcriber.before[2] = forever
        job = await house.add()
        task = await house.begin(house.transcribe_job()(job.id))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        waiting = house.stored(job)
        assert (waiting.status, waiting.lease, waiting.attempt) == (JobStatus.QUEUED, None, 1)
        assert (waiting.progress, waiting.detected) == (0.5, GERMAN)
        assert house.words(job) == " one two"
        assert house.told == [JobStarted, JobHandedBack]
        assert house.transcriber.open == 0
        assert house.clock.sleepers == 0

    @pytest.mark.parametrize("stop_at", range(5))
    async def test_the_next_attempt_goes_on_behind_the_last_passage(
        self, house: House, stop_at: int
    ) -> None:
        house.transcriber.before[stop_at] = forever
        job = await house.add()
        task = await house.begin(house.transcribe_job()(job.id))
        task.cancel()
        await settle()
        house.transcriber.before.clear()
        await house.transcribe_job("second")(job.id)
        assert house.words(job) == " one two three four"
        assert house.stored(job).status is JobStatus.COMPLETED
        _, request = house.transcriber.requests
        assert request.resume_after == (
            house.transcriber.passages[stop_at - 1] if stop_at else None
        )
        assert request.detected == (GERMAN if stop_at else None)

    @pytest.mark.parametrize("conditioned", [True, False])
    async def test_what_was_said_before_is_kept_in_mind_only_where_windows_build_on_it(
        self,
        house: House,
        conditioned: bool,  # noqa: FBT001 (a parameter of the test)
    ) -> None:
        house.transcriber.before[2] = forever
        options = TranscriptionOptions(condition_on_previous_text=conditioned)
        job = await house.add(a_job(options=options))
        task = await house.begin(house.transcribe_job()(job.id))
        task.cancel()
        await settle()
        house.transcriber.before.clear()
        await house.transcribe_job("second")(job.id)
        first, second = house.transcriber.requests
        assert first.said_before == ()
        assert [segment.text for segment in second.said_before] == (
            [" one", " two"] if conditioned else []
        )

    async def test_gaps_that_were_found_before_are_told_at_the_end(self, house: House) -> None:
        first, second, third, fourth = house.transcriber.passages
        house.transcriber.passages = (
            replace(first, gaps=(Gap(0.5, 1.0),)),
            second,
            replace(third, gaps=(Gap(2.0, 2.5),), cuts=(Cut(2.5, 3.0, " three three"),)),
            fourth,
        )
        house.transcriber.before[2] = forever
        job = await house.add()
        task = await house.begin(house.transcribe_job()(job.id))
        task.cancel()
        await settle()
        house.transcriber.before.clear()
        await house.transcribe_job("second")(job.id)
        told = house.stored(job).caveats
        assert [caveat.code for caveat in told] == [
            NOISY.code,
            "speech_not_understood",
            "repetition_removed",
        ]
        assert "2 places (1.0 s in all)" in told[1].message
        assert "0.5 to 1.0 s, 2.0 to 2.5 s" in told[1].message

    async def test_orderly_stops_do_not_use_up_the_attempts(self, house: House) -> None:
        house.transcriber.before[1] = forever
        job = await house.add()
        for _ in range(5):
            task = await house.begin(house.transcribe_job(max_attempts=2)(job.id))
            task.cancel()
            await settle()
        assert house.stored(job).attempt == 5
        house.transcriber.before.clear()
        await house.transcribe_job(max_attempts=2)(job.id)
        assert house.stored(job).status is JobStatus.COMPLETED
