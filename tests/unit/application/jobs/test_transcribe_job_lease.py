"""Signs of life."""

import asyncio
from datetime import timedelta

import pytest
from typing_extensions import override

from application.concurrency.outages import Patience
from domain.errors.capacity import StorageUnavailableError
from domain.events import JobCompleted, JobEvent
from domain.job import JobStatus, Lease, WorkerName
from tests.fakes.house import House, settle
from tests.fakes.transcriber import GERMAN, forever, raising
from tests.memory.events import MemoryEvents


async def test_the_lease_lasts_as_long_as_the_policy_says(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    until = house.clock.now() + timedelta(seconds=60)
    assert house.stored(job).lease == Lease(WorkerName("first"), until)
    task.cancel()


async def test_the_operator_may_want_signs_of_life_more_often(house: House) -> None:
    house.transcriber.before[1] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60, heartbeat_seconds=5)(job.id))
    for second in range(1, 21):
        before = house.stored(job).lease
        await house.clock.advance(1)
        await settle()
        assert (house.stored(job).lease != before) == (second % 5 == 0)
    task.cancel()


async def test_a_silent_transcriber_is_kept_alive_every_quarter_of_the_lease(
    house: House,
) -> None:
    house.transcriber.before[1] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    renewed = []
    for second in range(1, 121):
        before = house.stored(job).lease
        await house.clock.advance(1)
        await settle()
        if house.stored(job).lease != before:
            renewed.append(second)
    assert renewed == [15, 30, 45, 60, 75, 90, 105, 120]
    lease = house.stored(job).lease
    assert lease is not None
    assert lease.until == house.clock.now() + timedelta(seconds=60)
    task.cancel()


async def test_a_sign_of_life_never_overwrites_newer_progress(house: House) -> None:
    """Both come at the same instant, again and again."""
    house.transcriber.before = dict.fromkeys(range(5), lambda: house.clock.sleep(15))
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    seen = [0.0]
    for _ in range(5 * 15):
        await house.clock.advance(1)
        for _ in range(100):
            await asyncio.sleep(0)
            assert house.stored(job).progress >= seen[-1]
            seen.append(house.stored(job).progress)
    await house.finish(task)
    assert sorted(set(seen)) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert house.stored(job).detected == GERMAN


async def test_a_passage_is_a_sign_of_life_too(house: House) -> None:
    house.transcriber.before[1] = lambda: house.clock.sleep(10)
    house.transcriber.before[2] = forever
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    await house.pass_time(10)
    lease = house.stored(job).lease
    assert lease is not None
    assert lease.until == house.clock.now() + timedelta(seconds=60)
    task.cancel()


async def test_a_lost_sign_of_life_is_no_harm(house: House) -> None:
    house.transcriber.before[1] = lambda: house.clock.sleep(40)
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    await house.pass_time(14)
    house.outage.begin(5)
    await house.finish(task)
    assert house.stored(job).status is JobStatus.COMPLETED
    assert len(house.transcriber.requests) == 1


async def test_a_worker_that_waits_for_the_storage_keeps_its_lease(house: House) -> None:
    house.transcriber.before[1] = raising(*[StorageUnavailableError()] * 3)
    job = await house.add()
    task = await house.begin(
        house.transcribe_job(seconds=2, patience=Patience((10.0,) * 3))(job.id)
    )
    for _ in range(29):
        await house.clock.advance(1)
        await settle()
        lease = house.stored(job).lease
        assert lease is None or lease.until > house.clock.now()
    await house.finish(task)
    assert house.stored(job).status is JobStatus.COMPLETED


class SlowEvents(MemoryEvents):
    """Publishes the end of a job after a while, in which renewals become due."""

    def __init__(self, house: House, seconds: int) -> None:
        super().__init__()
        self._house = house
        self._seconds = seconds

    @override
    async def publish(self, event: JobEvent) -> None:
        if isinstance(event, JobCompleted):
            await self._house.clock.sleep(self._seconds)
        await super().publish(event)


@pytest.mark.parametrize("seconds", [1, 15, 16, 40])
async def test_a_renewal_that_comes_after_the_end_was_written_changes_nothing(
    house: House, seconds: int
) -> None:
    house.events = SlowEvents(house, seconds)
    job = await house.add()
    task = await house.begin(house.transcribe_job(seconds=60)(job.id))
    await house.finish(task)
    assert house.stored(job).status is JobStatus.COMPLETED
    assert house.told.count(JobCompleted) == 1
    assert house.repairs.noted == []
