import pytest

from application.forecasts.model_speed import ModelSpeed
from application.jobs.get_job import GetJob
from application.jobs.retry_job import RetryJob
from domain.errors.capacity import QueueFullError
from domain.errors.jobs import IllegalTransitionError, JobNotFoundError
from domain.errors.transcription import AudioUnreadableError
from domain.events import JobRetried
from domain.job import Failure, Job, JobStatus
from domain.options import Priority, TranscriptionOptions
from tests.fakes.house import House
from tests.fakes.transcriber import GERMAN, raising
from tests.memory.queue import MemoryJobQueue
from tests.samples import a_job, a_user

URGENT = TranscriptionOptions(priority=Priority.HIGH)


def retry_job(house: House) -> RetryJob:
    return RetryJob(house.units, house.job_cache(), house.events, house.admission())


def ended(house: House, status: JobStatus = JobStatus.FAILED) -> Job:
    failure = Failure("code", "Words.") if status is JobStatus.FAILED else None
    return a_job(
        owner=house.ada.id,
        status=status,
        attempt=3,
        failure=failure,
        completed_at=house.clock.now(),
        options=URGENT,
    )


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
async def test_a_job_is_queued_once_more(house: House, status: JobStatus) -> None:
    job = await house.add(ended(house, status))
    house.queue.waiting.clear()
    retried = await retry_job(house)(job.id, caller=house.ada)
    assert retried == house.stored(job)
    assert (retried.status, retried.failure, retried.completed_at) == (JobStatus.QUEUED, None, None)
    assert (retried.attempt, retried.attempts_spent) == (3, 0)
    (message,) = house.queue.waiting
    assert (message.job_id, message.priority) == (job.id, Priority.HIGH)
    assert house.events.published == [JobRetried(retried)]


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.PROCESSING, JobStatus.COMPLETED])
async def test_what_has_not_failed_cannot_be_retried(house: House, status: JobStatus) -> None:
    job = await house.add(ended(house, status))
    house.queue.waiting.clear()
    with pytest.raises(IllegalTransitionError, match=status):
        await retry_job(house)(job.id, caller=house.ada)
    assert (house.queue.waiting, house.events.published) == ([], [])


async def test_nobody_retries_the_job_of_another(house: House) -> None:
    job = await house.add(ended(house))
    with pytest.raises(JobNotFoundError):
        await retry_job(house)(job.id, caller=a_user("bob"))
    assert house.stored(job) == job


async def test_a_full_queue_leaves_the_job_as_it_was(house: House) -> None:
    job = await house.add(ended(house))
    house.queue = MemoryJobQueue(capacity=0)
    with pytest.raises(QueueFullError):
        await retry_job(house)(job.id, caller=house.ada)
    assert house.stored(job) == job
    assert house.events.published == []


async def test_two_retries_at_once_make_one_message(house: House) -> None:
    job = await house.add(ended(house))
    house.queue.waiting.clear()
    await retry_job(house)(job.id, caller=house.ada)
    with pytest.raises(IllegalTransitionError):
        await retry_job(house)(job.id, caller=house.ada)
    assert len(house.queue.waiting) == 1


async def test_the_next_attempt_goes_on_behind_what_was_heard_before(house: House) -> None:
    house.transcriber.before[2] = raising(AudioUnreadableError("Broken."))
    job = await house.add()
    await house.transcribe_job(max_attempts=1)(job.id)
    await retry_job(house)(job.id, caller=house.ada)
    await house.transcribe_job(max_attempts=1)(job.id)
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.words(job) == " one two three four"
    assert house.transcriber.requests[1].resume_after == house.transcriber.passages[1]
    assert house.transcriber.requests[1].detected == GERMAN


async def test_the_failure_is_not_answered_from_the_cache_any_more(house: House) -> None:
    get = GetJob(
        house.units, house.queue, house.job_cache(), ModelSpeed(house.clock), concurrency=1
    )
    job = await house.add(ended(house))
    house.queue.waiting.clear()
    await get(job.id, caller=house.ada)
    await retry_job(house)(job.id, caller=house.ada)
    assert (await get(job.id, caller=house.ada)).job.status is JobStatus.QUEUED
