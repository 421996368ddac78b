"""When to come back. The model needs half a second of work for each second of sound."""

from datetime import timedelta

import pytest

from application.forecasts.own_turns import until_begun, until_one_ends
from application.limits.quotas import Admission, Quotas
from domain.clips import ClipOptions
from domain.errors.capacity import QuotaExceededError
from domain.job import Job, Lease, WorkerName
from domain.options import ModelName, Priority, TranscriptionOptions
from domain.user import User
from tests.fakes.house import House
from tests.memory.models import MemoryModelCatalog
from tests.samples import a_job, a_recording, a_user

HIGH = TranscriptionOptions(priority=Priority.HIGH)


class Queue:
    """Jobs that wait, each handed in a minute after the one before, or are worked on."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.bob = a_user("bob")
        self._minutes = 0

    async def waiting(self, owner: User, seconds: float | None, **changes: object) -> Job:
        self._minutes += 1
        created = self.house.clock.now() + timedelta(minutes=self._minutes)
        recording = a_recording(seconds=seconds)
        return await self.house.add(
            a_job(owner=owner.id, recording=recording, created_at=created, **changes)
        )

    async def running(self, owner: User, seconds: float, *, progress: float = 0.0) -> Job:
        lease = Lease(WorkerName("w"), self.house.clock.now())
        job = a_job(owner=owner.id, recording=a_recording(seconds=seconds))
        claimed = job.claimed(lease, at=self.house.clock.now())
        return await self.house.add(claimed.advanced(progress=progress, detected=None))

    async def measured(self) -> None:
        job = await self.running(self.bob, 10.0)
        done = job.completed(
            at=self.house.clock.now() + timedelta(seconds=5), duration_seconds=10.0
        )
        async with self.house.units() as uow:
            await uow.jobs.replace(job, done)
            await uow.commit()

    async def one_ends(self, *, newcomer: Job | None = None) -> float | None:
        async with self.house.units() as uow:
            return await until_one_ends(uow.jobs, self.house.ada.id, newcomer=newcomer)

    async def begun(self, seconds: float, *, newcomer: Job | None = None) -> float | None:
        async with self.house.units() as uow:
            ada = self.house.ada.id
            return await until_begun(uow.jobs, ada, seconds, newcomer=newcomer)


@pytest.fixture
async def queue(house: House) -> Queue:
    queue = Queue(house)
    await queue.measured()
    return queue


async def test_the_next_to_end_is_the_one_with_the_least_left(queue: Queue, house: House) -> None:
    await queue.running(house.ada, 100.0, progress=0.25)
    await queue.running(house.ada, 400.0, progress=0.9)
    await queue.running(queue.bob, 10.0)
    await queue.waiting(house.ada, 1.0)
    assert await queue.one_ends() == pytest.approx(20.0)


async def test_who_has_only_jobs_that_wait_waits_for_the_first_of_them(
    queue: Queue, house: House
) -> None:
    await queue.running(queue.bob, 60.0)
    await queue.running(queue.bob, 60.0)
    await queue.waiting(house.ada, 30.0)
    first = await queue.waiting(house.ada, 10.0, options=HIGH)
    assert await queue.one_ends() == 0.5 * (10 + 120 / 2)
    assert await queue.one_ends(newcomer=first) == 0.5 * (30 + 120 / 2)


async def test_audio_waits_no_longer_once_enough_of_it_has_begun(
    queue: Queue, house: House
) -> None:
    await queue.running(queue.bob, 40.0, progress=0.5)
    await queue.waiting(house.ada, 10.0)
    await queue.waiting(queue.bob, 100.0)
    last = await queue.waiting(house.ada, 30.0)
    assert await queue.begun(10.0) == 0.5 * 20
    assert await queue.begun(11.0) == 0.5 * (20 + 10 + 100)
    assert await queue.begun(11.0, newcomer=last) is None


async def test_before_the_first_job_has_ended_nothing_is_known(house: House) -> None:
    queue = Queue(house)
    await queue.waiting(house.ada, 10.0)
    assert await queue.one_ends() is None
    assert await queue.begun(5.0) is None


async def test_of_a_recording_of_unknown_length_nothing_is_known(
    queue: Queue, house: House
) -> None:
    await queue.waiting(house.ada, None)
    assert await queue.one_ends() is None


def admission(house: House, quotas: Quotas) -> Admission:
    return Admission(house.units, house.queue, MemoryModelCatalog(ModelName("digits")), quotas)


async def test_who_is_over_the_limit_is_told_how_far_and_for_how_long(
    queue: Queue, house: House
) -> None:
    await queue.running(house.ada, 100.0, progress=0.25)
    await queue.running(house.ada, 200.0)
    with pytest.raises(QuotaExceededError, match="not ended: 2; allowed: 1") as refused:
        await admission(house, Quotas(jobs=1)).ensure_room(house.ada)
    assert refused.value.retry_after_seconds == 38


async def test_a_recording_that_no_waiting_helps_is_told_so(queue: Queue, house: House) -> None:
    job = await queue.waiting(house.ada, 50.0)
    async with house.units() as uow:
        with pytest.raises(QuotaExceededError, match="longer than the 40 s") as refused:
            await admission(house, Quotas(audio_seconds=40.0)).ensure_within(uow, job)
    assert refused.value.retry_after_seconds == 3_600


async def test_of_a_part_only_its_own_length_counts(queue: Queue, house: House) -> None:
    part = TranscriptionOptions(clips=ClipOptions(clip_start=3_000.0, clip_end=3_030.0))
    allowed = admission(house, Quotas(audio_seconds=40.0))
    job = await queue.waiting(house.ada, 3_600.0, options=part)
    async with house.units() as uow:
        await allowed.ensure_within(uow, job)
    more = await queue.waiting(house.ada, 3_600.0, options=part)
    async with house.units() as uow:
        with pytest.raises(QuotaExceededError, match="60 s of yours would wait"):
            await allowed.ensure_within(uow, more)
