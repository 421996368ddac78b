import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from adapters.memory.event_bus import MemoryEventBus
from application.ports.event_bus import Entry, EntryId
from application.watching.watch_jobs import WatchJobs
from domain.events import JobCancelled, JobDeleted, JobStarted, JobSubmitted, SegmentsTranscribed
from domain.job import Job
from domain.transcript import Segment
from tests.contracts.event_publisher import LEASE
from tests.fakes.house import House, settle
from tests.samples import a_job

Told = list[Entry | None]


@pytest.fixture
def bus(house: House) -> MemoryEventBus:
    return MemoryEventBus(house.clock)


@pytest.fixture
def watch_jobs(house: House, bus: MemoryEventBus) -> WatchJobs:
    return WatchJobs(house.units, bus, house.clock)


class Watcher:
    """Watches in the background and writes down what is told."""

    def __init__(self, watching: AsyncGenerator[Entry | None, None]) -> None:
        self.told: Told = []
        self._task = asyncio.create_task(self._listen(watching))

    async def _listen(self, watching: AsyncGenerator[Entry | None, None]) -> None:
        async with aclosing(watching) as told:
            async for entry in told:
                self.told.append(entry)

    @property
    def kinds(self) -> list[str]:
        return [entry.notice.kind if entry and entry.notice else "alive" for entry in self.told]

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def change(house: House, before: Job, after: Job) -> Job:
    async with house.units() as uow:
        await uow.jobs.replace(before, after)
        await uow.commit()
    return after


async def watching(house: House, watch_jobs: WatchJobs, after: EntryId | None = None) -> Watcher:
    watcher = Watcher(watch_jobs(caller=house.ada, after=after))
    await settle()
    return watcher


async def test_what_happens_to_any_job_is_passed_on_in_order(
    house: House, bus: MemoryEventBus, watch_jobs: WatchJobs
) -> None:
    one, two = await house.add(), await house.add()
    watcher = await watching(house, watch_jobs)
    await bus.publish(JobSubmitted(two))
    await bus.publish(SegmentsTranscribed(one, (Segment(0, 1, " one"),)))
    await bus.publish(JobSubmitted(a_job()))
    await settle()
    assert watcher.kinds == ["alive", "queued", "segment", "progress"]
    await watcher.leave()
    assert (bus.watchers, house.clock.sleepers) == (0, 0)


async def test_whoever_comes_back_hears_what_came_meanwhile(
    house: House, bus: MemoryEventBus, watch_jobs: WatchJobs
) -> None:
    job = await house.add()
    watcher = await watching(house, watch_jobs)
    await bus.publish(JobSubmitted(job))
    await settle()
    await watcher.leave()
    heard = watcher.told[-1]
    assert heard
    assert heard.id
    running = await change(house, job, job.claimed(LEASE, at=house.clock.now()))
    await bus.publish(JobStarted(running))
    again = await watching(house, watch_jobs, after=heard.id)
    assert again.kinds == ["alive", "started"]
    await again.leave()


async def test_who_was_away_for_too_long_is_told_how_things_are(
    house: House, watch_jobs: WatchJobs
) -> None:
    waiting = await house.add()
    running = await house.add()
    await change(house, running, running.claimed(LEASE, at=house.clock.now()))
    ended = await house.add()
    await change(house, ended, ended.cancelled(at=house.clock.now()))
    watcher = await watching(house, watch_jobs, after=EntryId(1, 0))
    told = {e.notice.job_id: e.notice.kind for e in watcher.told if e and e.notice}
    assert told == {waiting.id: "queued", running.id: "started", ended.id: "cancelled"}
    assert [entry.id for entry in watcher.told if entry] == [None] * 3
    await watcher.leave()


async def test_without_a_bus_states_are_told_from_the_database(house: House) -> None:
    deaf = WatchJobs(house.units, MemoryEventBus(house.clock, alone=False), house.clock)
    known = await house.add()
    watcher = await watching(house, deaf)
    new = await house.add()
    running = await change(house, known, known.claimed(LEASE, at=house.clock.now()))
    await house.pass_time(2)
    assert sorted(watcher.kinds) == ["alive", "queued", "started"]
    heard = await change(house, running, running.advanced(progress=0.5, detected=None))
    await house.pass_time(2)
    assert watcher.kinds[3:] == ["progress"]
    await change(house, heard, heard.completed(at=house.clock.now(), duration_seconds=4.0))
    await change(house, new, new.cancelled(at=house.clock.now()))
    await house.pass_time(2)
    assert sorted(watcher.kinds[4:]) == ["cancelled", "completed"]
    await house.pass_time(10)
    assert len(watcher.told) == 6
    await watcher.leave()


async def test_what_came_and_went_between_two_looks_is_told(house: House) -> None:
    deaf = WatchJobs(house.units, MemoryEventBus(house.clock, alone=False), house.clock)
    watcher = await watching(house, deaf)
    await house.pass_time(1)
    job = await house.add(a_job(owner=house.ada.id, created_at=house.clock.now()))
    await change(house, job, job.cancelled(at=house.clock.now()))
    await house.pass_time(1)
    assert watcher.kinds == ["alive", "cancelled"]
    await watcher.leave()


async def test_signs_of_life_come_while_nothing_happens(
    house: House, watch_jobs: WatchJobs
) -> None:
    await house.add()
    watcher = await watching(house, watch_jobs)
    await house.pass_time(61)
    assert watcher.kinds == ["alive"] * 5
    await watcher.leave()


async def test_a_database_that_is_away_ends_nothing(
    house: House, bus: MemoryEventBus, watch_jobs: WatchJobs
) -> None:
    job = await house.add()
    watcher = await watching(house, watch_jobs)
    house.outage.begin(70)
    await house.pass_time(65)
    await bus.publish(JobDeleted(job))
    await bus.publish(JobCancelled(job.cancelled(at=house.clock.now())))
    await settle()
    assert watcher.kinds[-2:] == ["deleted", "cancelled"]
    await watcher.leave()
