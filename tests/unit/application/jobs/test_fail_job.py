from datetime import timedelta

import pytest

from application.jobs.fail_job import FailJob
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.events import JobFailed
from domain.job import Failure, Job, JobStatus, Lease, WorkerName
from tests.fakes.house import House
from tests.fakes.interference import Interference
from tests.samples import a_job

OURS, THEIRS = WorkerName("first"), WorkerName("second")
WHY = Failure("internal_error", "Words.")


def begun(house: House, worker: WorkerName = OURS) -> Job:
    lease = Lease(worker, house.clock.now() + timedelta(seconds=60))
    return a_job(owner=house.ada.id).claimed(lease, at=house.clock.now())


async def test_a_job_left_in_the_middle_is_ended(house: House) -> None:
    job = await house.add(begun(house))
    await house.fail_job()(job.id, WHY, worker=OURS)
    failed = house.stored(job)
    assert failed == job.failed(WHY, at=house.clock.now())
    assert house.events.published == [JobFailed(failed)]


async def test_the_job_of_another_worker_is_left_alone(house: House) -> None:
    job = await house.add(begun(house, THEIRS))
    await house.fail_job()(job.id, WHY, worker=OURS)
    assert house.stored(job) == job
    assert house.events.published == []


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not JobStatus.PROCESSING])
async def test_a_job_that_nobody_works_on_is_left_alone(house: House, status: JobStatus) -> None:
    job = await house.add(a_job(status=status))
    await house.fail_job()(job.id, WHY, worker=OURS)
    assert house.stored(job) == job


async def test_a_job_that_is_gone_is_not_found(house: House) -> None:
    with pytest.raises(JobNotFoundError):
        await house.fail_job()(a_job().id, WHY, worker=OURS)


async def test_a_cancel_at_the_same_moment_wins(house: House) -> None:
    job = await house.add(begun(house))

    async def cancel() -> None:
        await house.cancel_job()(job.id, caller=house.ada)

    units = Interference(house.units, after_reading=cancel)
    with pytest.raises(StaleJobError):
        await FailJob(units, house.events, house.clock)(job.id, WHY, worker=OURS)
    assert house.stored(job).status is JobStatus.CANCELLED


@pytest.mark.parametrize("seconds", [2, 15, 45, 300])
async def test_it_waits_until_the_database_is_back(house: House, seconds: int) -> None:
    job = await house.add(begun(house))
    house.outage.begin(seconds)
    await house.finish(await house.begin(house.fail_job()(job.id, WHY, worker=OURS)))
    assert house.stored(job).status is JobStatus.FAILED
