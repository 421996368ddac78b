"""What may pass is tried again later; what will not is not."""

import asyncio

import pytest

from application.concurrency.outages import Patience
from application.jobs.lease_policy import LeasePolicy
from application.ports.queue import JobMessage
from domain.errors.capacity import StorageUnavailableError
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import OutOfMemoryError
from domain.events import JobFailed, JobHandedBack, JobPostponed, JobStarted
from domain.job import JobStatus
from tests.fakes.house import House
from tests.fakes.transcriber import forever, raising

HURRIED = Patience((1.0,))


@pytest.mark.parametrize(
    "error",
    [OutOfMemoryError("Too large."), StorageUnavailableError()],
    ids=lambda error: error.code,
)
async def test_what_may_pass_is_tried_again_later(house: House, error: TranscriberError) -> None:
    house.transcriber.before[2] = raising(*[error] * 2)
    job = await house.add()
    house.queue.waiting.clear()
    await house.finish(
        await house.begin(house.transcribe_job(patience=HURRIED, backoff_seconds=7)(job.id))
    )
    postponed = house.stored(job)
    assert postponed.status is JobStatus.QUEUED
    assert postponed.failure is None
    assert house.queue.waiting == [JobMessage.of(job, delay_seconds=7, returning=True)]
    assert house.told == [JobStarted, JobPostponed]


async def test_the_next_attempt_goes_on_behind_the_last_passage(house: House) -> None:
    house.transcriber.before[2] = raising(OutOfMemoryError("Too large."))
    job = await house.add()
    await house.transcribe_job()(job.id)
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert (done.status, done.attempts_spent) == (JobStatus.COMPLETED, 2)
    assert house.words(job) == " one two three four"


async def test_the_last_attempt_fails_with_the_reason(house: House) -> None:
    house.transcriber.before[2] = raising(*[OutOfMemoryError("Too large.")] * 3)
    job = await house.add()
    for _ in range(3):
        await house.transcribe_job(max_attempts=3)(job.id)
    failed = house.stored(job)
    assert failed.failure is not None
    assert failed.failure.code == "out_of_memory"
    assert house.told == [*[JobStarted, JobPostponed] * 2, JobStarted, JobFailed]


def test_each_pause_is_four_times_the_last_up_to_an_hour() -> None:
    policy = LeasePolicy(backoff_seconds=15)
    assert [policy.backoff(attempts) for attempts in (1, 2, 3, 4, 5, 1000)] == [
        15,
        60,
        240,
        960,
        3600,
        3600,
    ]


async def test_a_job_that_is_handed_back_is_queued_with_it(house: House) -> None:
    house.transcriber.before[2] = forever
    job = await house.add()
    house.queue.waiting.clear()
    task = await house.begin(house.transcribe_job()(job.id))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.told == [JobStarted, JobHandedBack]
    assert house.queue.waiting == [JobMessage.of(job, returning=True)]


async def test_a_cancelled_job_is_not_queued_again_by_its_worker(house: House) -> None:
    house.transcriber.before[2] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job()(job.id))
    await house.cancel_job()(job.id, caller=house.ada)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.queue.waiting == []
