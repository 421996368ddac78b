"""Seconds until a job ends. The model needs half a second of work for each second of sound."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.forecasts.eta import estimate_eta
from domain.clips import ClipOptions
from domain.job import Job, JobStatus, Lease, WorkerName
from domain.options import ModelName, Priority, TranscriptionOptions
from tests.fakes.house import House
from tests.samples import a_job, a_recording

HIGH = TranscriptionOptions(priority=Priority.HIGH)


def lasting(seconds: float | None, *, minute: int = 0, **changes: object) -> Job:
    created = House().clock.now() + timedelta(minutes=minute)
    return a_job(recording=a_recording(seconds=seconds), created_at=created, **changes)


def running(house: House, job: Job, *, progress: float = 0.0) -> Job:
    lease = Lease(WorkerName("w"), house.clock.now())
    return job.claimed(lease, at=house.clock.now()).advanced(progress=progress, detected=None)


@pytest.fixture
async def house(house: House) -> House:
    """Remember one job of 10 s that took 5 s."""
    began = house.clock.now()
    done = running(house, lasting(10.0))
    await house.add(done.completed(at=began + timedelta(seconds=5), duration_seconds=10.0))
    return house


async def eta(house: House, job: Job, *, concurrency: int = 1) -> float | None:
    async with house.units() as uow:
        return await estimate_eta(uow.jobs, job, concurrency=concurrency)


async def test_a_job_alone_takes_its_length_times_the_factor(house: House) -> None:
    assert await eta(house, await house.add(lasting(100.0))) == 50.0


async def test_what_is_done_already_takes_no_time(house: House) -> None:
    assert await eta(house, running(house, lasting(100.0), progress=0.75)) == 12.5


async def test_a_waiting_job_waits_for_what_goes_before_it(house: House) -> None:
    await house.add(lasting(20.0, minute=1))
    await house.add(running(house, lasting(80.0, minute=2), progress=0.5))
    await house.add(lasting(30.0, minute=9, options=HIGH))
    await house.add(lasting(1_000.0, minute=9))
    job = await house.add(lasting(100.0, minute=5))
    assert await eta(house, job) == 0.5 * (100 + 20 + 40 + 30)
    assert await eta(house, job, concurrency=3) == 0.5 * (100 + 30)


async def test_a_job_that_runs_waits_for_nobody(house: House) -> None:
    await house.add(lasting(20.0, options=HIGH))
    await house.add(running(house, lasting(20.0)))
    assert await eta(house, await house.add(running(house, lasting(100.0, minute=5)))) == 50.0


async def test_a_job_that_was_handed_back_waits_again(house: House) -> None:
    await house.add(lasting(20.0, minute=1))
    half_done = running(house, lasting(100.0, minute=5), progress=0.5).handed_back()
    assert await eta(house, await house.add(half_done)) == 0.5 * (50 + 20)


async def test_nothing_is_said_where_nothing_was_measured(house: House) -> None:
    assert await eta(house, lasting(10.0, model=ModelName("small"))) is None


async def test_nothing_is_said_of_a_length_that_nobody_knows(house: House) -> None:
    assert await eta(house, lasting(None)) is None


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
async def test_nothing_is_said_of_a_job_that_has_ended(house: House, status: JobStatus) -> None:
    assert await eta(house, replace(lasting(10.0), status=status)) is None


async def test_only_the_part_that_is_asked_for_counts(house: House) -> None:
    part = TranscriptionOptions(clips=ClipOptions(clip_start=3_500.0, clip_end=9_000.0))
    assert await eta(house, running(house, lasting(3_600.0, options=part))) == pytest.approx(50.0)
