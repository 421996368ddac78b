"""A model's speed is looked up for all who ask within two seconds."""

from datetime import timedelta

from application.forecasts.model_speed import REMEMBERED, ModelSpeed
from domain.job import Job, Lease, WorkerName
from tests.fakes.house import House
from tests.samples import a_job, a_recording


async def done(house: House, *, seconds: float) -> Job:
    """Keep a job of ten seconds that took so many."""
    now = house.clock.now()
    job = a_job(recording=a_recording(seconds=10.0), created_at=now)
    running = job.claimed(Lease(WorkerName("w"), now), at=now)
    ended = running.completed(at=now + timedelta(seconds=seconds), duration_seconds=10.0)
    return await house.add(ended)


async def test_what_was_looked_up_holds_for_two_seconds_and_no_longer(house: House) -> None:
    speed = ModelSpeed(house.clock)
    model = (await done(house, seconds=5.0)).model
    async with house.units() as uow:
        assert await speed(uow.jobs, model) == 0.5
    await done(house, seconds=15.0)
    async with house.units() as uow:
        assert await speed(uow.jobs, model) == 0.5
        await house.clock.advance(REMEMBERED.total_seconds())
        assert await speed(uow.jobs, model) == 1.0


async def test_a_clock_that_is_set_back_makes_nothing_hold_for_ever(house: House) -> None:
    await house.clock.advance(3_600)
    speed = ModelSpeed(house.clock)
    model = (await done(house, seconds=5.0)).model
    async with house.units() as uow:
        assert await speed(uow.jobs, model) == 0.5
    await done(house, seconds=15.0)
    await house.clock.advance(-1_800)
    async with house.units() as uow:
        assert await speed(uow.jobs, model) == 1.0
