"""A process has died: whose fault was it?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.queue import JobMessage
from domain.errors.jobs import StaleJobError
from domain.events import JobFailed, JobHandedBack
from domain.job import Job, JobStatus, Lease, WorkerName
from tests.fakes.house import House
from tests.samples import a_job


async def died_over(house: House, **changes: object) -> Job:
    """Make a job whose process has died."""
    lease = Lease(WorkerName("dead"), house.clock.now() + timedelta(seconds=59))
    job = await house.add(a_job(owner=house.ada.id, **changes).claimed(lease, at=house.clock.now()))
    house.queue.waiting.clear()
    return job


async def died_again(house: House, job: Job) -> Job:
    """Let the process die over the job once more, and take the job back."""
    waiting = house.stored(job)
    lease = Lease(WorkerName("dead"), house.clock.now() + timedelta(seconds=59))
    running = waiting.claimed(lease, at=house.clock.now())
    async with house.units() as uow:
        await uow.jobs.replace(waiting, running)
        await uow.commit()
    return await house.take_back_job()(running)


async def test_a_job_that_ran_beside_others_is_queued_and_not_charged(house: House) -> None:
    job = await died_over(house)
    waiting = await house.take_back_job()(job)
    assert waiting == house.stored(job) == job.lost()
    assert (waiting.attempts_spent, waiting.suspected) == (0, True)
    assert house.queue.waiting == [JobMessage.of(job, returning=True)]
    assert house.told == [JobHandedBack]


async def test_a_job_that_ran_alone_is_charged_and_fails_when_it_does_so_again(
    house: House,
) -> None:
    job = await died_over(house)
    await house.take_back_job(max_attempts=3)(job)
    first = await died_again(house, job)
    assert (first.status, first.attempts_spent) == (JobStatus.QUEUED, 1)
    second = await died_again(house, job)
    assert (second.status, second.attempts_spent, second.crashes) == (JobStatus.FAILED, 2, 3)
    assert second.failure is not None
    assert second.failure.code == "process_killed"
    assert "stop twice" in second.failure.message
    assert house.told == [JobHandedBack, JobHandedBack, JobFailed]


@pytest.mark.parametrize(("max_attempts", "deaths"), [(1, 2), (2, 2), (3, 3), (5, 5)])
async def test_it_takes_as_many_deaths_as_attempts_but_two_at_least(
    house: House, max_attempts: int, deaths: int
) -> None:
    take_back = house.take_back_job(max_attempts)
    job = await take_back(await died_over(house))
    lease = Lease(WorkerName("dead"), house.clock.now())
    while not job.status.ended:
        running = job.claimed(lease, at=house.clock.now())
        async with house.units() as uow:
            await uow.jobs.replace(job, running)
            await uow.commit()
        assert running.attempts_spent <= max_attempts
        job = await take_back(running)
    assert job.crashes == deaths
    assert job.attempts_spent <= max_attempts


async def test_deaths_of_jobs_that_were_cleared_between_them_never_fail_them(
    house: House,
) -> None:
    job = await died_over(house)
    for _ in range(20):
        lost = await house.take_back_job(max_attempts=1)(job)
        assert (lost.status, lost.attempts_spent) == (JobStatus.QUEUED, 0)
        lease = Lease(WorkerName("dead"), house.clock.now())
        job = lost.claimed(lease, at=house.clock.now()).cleared()
        async with house.units() as uow:
            await uow.jobs.replace(lost, job)
            await uow.commit()


async def test_a_job_that_somebody_has_changed_is_left_alone(house: House) -> None:
    job = await died_over(house)
    with pytest.raises(StaleJobError):
        await house.take_back_job()(replace(job, attempt=7))
    assert house.stored(job) == job
    assert house.told == []
