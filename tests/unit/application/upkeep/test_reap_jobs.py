from datetime import timedelta

import pytest

from application.ports.queue import JobMessage
from application.ports.repairs import Repair
from application.upkeep.reap_jobs import ReapJobs
from domain.errors.capacity import DatabaseUnavailableError
from domain.events import JobHandedBack
from domain.job import Job, JobStatus, Lease, WorkerName
from tests.fakes.house import House
from tests.memory.repairs import MemoryRepairs
from tests.samples import a_job

LEASE = 60.0
LOOK = 4


class Reaper:
    """Looks every LOOK seconds."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.repairs = MemoryRepairs()
        self.reap = ReapJobs(house.units, house.take_back_job(), self.repairs, house.clock, LEASE)

    async def look_for(self, seconds: float) -> int:
        taken, looked = 0, 0
        while looked < seconds:
            taken += await self.reap()
            await self.house.clock.advance(LOOK)
            looked += LOOK
        return taken


@pytest.fixture
def reaper(house: House) -> Reaper:
    return Reaper(house)


async def begun(house: House, *, lease_seconds: float = LEASE) -> Job:
    until = house.clock.now() + timedelta(seconds=lease_seconds)
    job = a_job(owner=house.ada.id).claimed(Lease(WorkerName("w"), until), at=house.clock.now())
    await house.add(job)
    house.queue.waiting.clear()
    return job


async def test_the_job_of_a_dead_worker_is_queued_again(house: House, reaper: Reaper) -> None:
    job = await begun(house)
    assert await reaper.look_for(LEASE + 2 * LOOK) == 1
    waiting = house.stored(job)
    assert waiting == job.lost()
    assert house.queue.waiting == [JobMessage.of(job, returning=True)]
    assert house.told == [JobHandedBack]
    assert reaper.repairs.noted == [(Repair.LEASE_TAKEN_BACK, str(job.id))]


async def test_it_is_queued_again_one_look_after_its_lease_at_the_latest(
    house: House, reaper: Reaper
) -> None:
    await begun(house)
    assert await reaper.look_for(LEASE) == 0
    assert await reaper.look_for(LOOK) == 1


async def test_a_lease_that_holds_is_left_alone(house: House, reaper: Reaper) -> None:
    job = await begun(house, lease_seconds=1000)
    assert await reaper.look_for(500) == 0
    assert house.stored(job) == job


async def test_a_lease_that_had_run_out_before_anybody_looked_gets_half_a_lease(
    house: House, reaper: Reaper
) -> None:
    await begun(house, lease_seconds=-300)
    assert await reaper.look_for(LEASE / 2) == 0
    assert await reaper.look_for(2 * LOOK) == 1


async def test_after_an_outage_the_owner_may_renew_first(house: House, reaper: Reaper) -> None:
    job = await begun(house)
    await reaper.look_for(LEASE / 2)
    house.outage.begin(200)
    with pytest.raises(DatabaseUnavailableError):
        await reaper.reap()
    await house.clock.advance(200)
    assert await reaper.look_for(LEASE / 4) == 0
    async with house.units() as uow:
        await uow.jobs.renew(job, Lease(WorkerName("w"), house.clock.now() + timedelta(seconds=60)))
        await uow.commit()
    assert await reaper.look_for(LEASE / 2) == 0
    assert house.stored(job).status is JobStatus.PROCESSING


async def test_a_worker_whose_clock_is_slow_keeps_its_job_while_it_shows_signs_of_life(
    house: House, reaper: Reaper
) -> None:
    job = await begun(house, lease_seconds=-300)
    for _ in range(20):
        assert await reaper.look_for(LEASE / 4) == 0
        late = Lease(WorkerName("w"), house.clock.now() - timedelta(seconds=300))
        async with house.units() as uow:
            await uow.jobs.renew(job, late)
            await uow.commit()


async def test_nothing_is_taken_back_twice(house: House, reaper: Reaper) -> None:
    await begun(house)
    assert await reaper.look_for(5 * LEASE) == 1


async def test_a_full_queue_keeps_no_job_from_going_on(house: House, reaper: Reaper) -> None:
    job = await begun(house)
    house.queue._capacity = 0
    assert await reaper.look_for(LEASE + 2 * LOOK) == 1
    assert [message.job_id for message in house.queue.waiting] == [job.id]
