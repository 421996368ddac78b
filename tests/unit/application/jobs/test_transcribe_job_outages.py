"""The database or the storage is away while a job is transcribed."""

import asyncio

import pytest

from application.concurrency.outages import Patience
from domain.errors.capacity import StorageUnavailableError
from domain.errors.transcription import AudioUnreadableError
from domain.events import JobCompleted, JobFailed, JobHandedBack, JobStarted
from domain.job import JobStatus
from domain.spoken_languages import SpokenLanguage
from tests.fakes.house import House
from tests.fakes.transcriber import forever, raising

AWAY = pytest.mark.parametrize("seconds", [2, 15, 45, 300])


@AWAY
async def test_a_claim_waits_until_the_database_is_back(house: House, seconds: int) -> None:
    job = await house.add()
    house.outage.begin(seconds)
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.told == [JobStarted, JobCompleted]


@AWAY
@pytest.mark.parametrize("step", range(5))
async def test_an_outage_at_any_step_is_waited_out(house: House, seconds: int, step: int) -> None:
    """Step 4 is the end itself; the steps before it are passages to be kept."""

    async def go_away() -> None:
        if len(house.transcriber.requests) == 1:
            house.outage.begin(seconds)

    house.transcriber.before[step] = go_away
    job = await house.add()
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.stored(job).attempt == 1
    assert house.words(job) == " one two three four"
    assert house.told == [JobStarted, JobCompleted]


@AWAY
async def test_signs_of_life_go_on_after_an_outage(house: House, seconds: int) -> None:
    house.transcriber.before[1] = lambda: house.clock.sleep(400)
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    house.outage.begin(seconds)
    await house.finish(task)
    assert house.stored(job).status is JobStatus.COMPLETED
    assert len(house.transcriber.requests) == 1


@AWAY
async def test_a_failure_is_written_once_the_database_is_back(house: House, seconds: int) -> None:
    async def break_down() -> None:
        house.outage.begin(seconds)
        raise AudioUnreadableError("Broken.")

    house.transcriber.before[2] = break_down
    job = await house.add()
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    failed = house.stored(job)
    assert failed.failure is not None
    assert failed.failure.code == "audio_unreadable"
    assert house.told == [JobStarted, JobFailed]


async def test_a_stop_while_the_database_is_away_is_still_a_stop(house: House) -> None:
    """The job is found half done at the next start, or given away when its lease runs out."""
    house.transcriber.before[2] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job()(job.id))
    house.outage.begin(600)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.stored(job).status is JobStatus.PROCESSING
    assert house.told == [JobStarted]


async def test_a_stop_while_it_waits_for_the_database_is_heard(house: House) -> None:
    job = await house.add()
    house.outage.begin(600)
    task = await house.begin(house.transcribe_job()(job.id))
    await house.pass_time(100)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.stored(job).status is JobStatus.QUEUED


async def test_a_job_is_handed_back_while_it_waits_for_the_storage(house: House) -> None:
    house.transcriber.before[1] = raising(StorageUnavailableError())
    job = await house.add()
    task = await house.begin(house.transcribe_job()(job.id))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.told == [JobStarted, JobHandedBack]


@pytest.mark.parametrize("failures", range(1, 7))
async def test_storage_that_comes_back_is_waited_for(house: House, failures: int) -> None:
    house.transcriber.before[2] = raising(*[StorageUnavailableError()] * failures)
    job = await house.add()
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.words(job) == " one two three four"
    assert house.transcriber.open == 0


async def test_storage_that_stays_away_fails_the_last_attempt_after_the_last_pause(
    house: House,
) -> None:
    house.transcriber.before[2] = raising(*[StorageUnavailableError()] * 100)
    job = await house.add()
    begun = house.clock.now()
    await house.finish(
        await house.begin(
            house.transcribe_job(patience=Patience((1.0, 5.0)), max_attempts=1)(job.id)
        )
    )
    failed = house.stored(job)
    assert failed.failure is not None
    assert failed.failure.code == "storage_unavailable"
    assert len(house.transcriber.requests) == 3
    assert (house.clock.now() - begun).total_seconds() == 6


async def test_patience_starts_afresh_after_each_passage(house: House) -> None:
    """A long job meets many short outages; they do not add up."""
    for step in range(5):
        house.transcriber.before[step] = raising(*[StorageUnavailableError()] * 2)
    job = await house.add()
    await house.finish(
        await house.begin(house.transcribe_job(patience=Patience((1.0, 2.0)))(job.id))
    )
    assert house.stored(job).status is JobStatus.COMPLETED


@pytest.mark.parametrize("step", range(5))
async def test_a_passage_kept_without_an_answer_is_not_kept_twice(house: House, step: int) -> None:
    async def lose_reply() -> None:
        if len(house.transcriber.requests) == 1:
            house.outage.lost_replies = 1

    house.transcriber.before[step] = lose_reply
    job = await house.add()
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.words(job) == " one two three four"
    assert house.stored(job).languages == (SpokenLanguage("de", 4.0),)
