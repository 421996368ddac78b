"""Nobody is told yesterday's state of a job, however its change ended."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from application.jobs.delete_job import DeleteJob
from application.jobs.retry_job import RetryJob
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.correct_segment import CorrectSegment, WithdrawCorrection
from application.upkeep.requeue_dead_letter import RequeueDeadLetter
from domain.errors.capacity import DatabaseUnavailableError
from domain.job import Failure, Job, JobStatus
from domain.job_details import JobDetails
from domain.user import Role
from tests.fakes.house import House
from tests.fakes.recordings import MemoryBlobs
from tests.samples import a_job, a_passage, a_user

Change = Callable[[House, Job], Awaitable[object]]


async def correct(house: House, job: Job) -> None:
    use_case = CorrectSegment(house.units, house.job_cache(), house.clock)
    await use_case(job.id, 0, "two", caller=house.ada)


async def withdraw(house: House, job: Job) -> None:
    await WithdrawCorrection(house.units, house.job_cache())(job.id, 0, caller=house.ada)


async def delete(house: House, job: Job) -> None:
    blobs = MemoryBlobs.from_url("memory://")
    use_case = DeleteJob(house.units, blobs, house.queue, house.job_cache(), house.events)
    await use_case(job.id, caller=house.ada)


async def retry(house: House, job: Job) -> None:
    use_case = RetryJob(house.units, house.job_cache(), house.events, house.admission())
    await use_case(job.id, caller=house.ada)


async def requeue(house: House, job: Job) -> None:
    use_case = RequeueDeadLetter(house.units, house.job_cache(), house.events)
    await use_case(job.id, caller=a_user("root", role=Role.ADMIN))


CHANGES = [
    (correct, JobStatus.COMPLETED),
    (withdraw, JobStatus.COMPLETED),
    (delete, JobStatus.COMPLETED),
    (retry, JobStatus.FAILED),
    (requeue, JobStatus.FAILED),
]


async def remembered(house: House, status: JobStatus = JobStatus.COMPLETED) -> Job:
    failure = Failure("code", "Words.") if status is JobStatus.FAILED else None
    job = a_job(owner=house.ada.id, status=status, failure=failure, completed_at=house.clock.now())
    await house.add(job, a_passage(" one"))
    await house.job_cache().keep(JobDetails(job))
    assert await is_remembered(house, job)
    return job


async def is_remembered(house: House, job: Job) -> bool:
    """Look as another process would, which shares nothing but the cache."""
    return await house.job_cache().find(job.id, job.owner) is not None


@pytest.mark.parametrize(("change", "status"), CHANGES)
async def test_a_commit_whose_answer_is_lost_is_not_answered_from_the_cache(
    house: House, change: Change, status: JobStatus
) -> None:
    job = await remembered(house, status)
    house.outage.lost_replies = 1
    with pytest.raises(DatabaseUnavailableError):
        await change(house, job)
    assert not await is_remembered(house, job)


async def test_it_is_forgotten_before_the_commit_already(house: House) -> None:
    job = await remembered(house)
    async with forgotten(house.job_cache(), job):
        assert not await is_remembered(house, job)


async def test_who_looked_it_up_during_the_commit_cannot_bring_it_back(house: House) -> None:
    job = await remembered(house)
    async with forgotten(house.job_cache(), job):
        await house.job_cache().keep(JobDetails(job))
    await house.job_cache().keep(JobDetails(job))
    assert not await is_remembered(house, job)


async def test_a_commit_that_outlasts_the_first_mark_is_forgotten_all_the_same(
    house: House,
) -> None:
    job = await remembered(house)
    with suppress(asyncio.CancelledError):
        async with forgotten(house.job_cache(), job):
            await house.pass_time(61)
            await house.job_cache().keep(JobDetails(job))
            raise asyncio.CancelledError
    assert not await is_remembered(house, job)
