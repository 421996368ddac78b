import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import pytest

from adapters.memory.event_bus import MemoryEventBus
from application.watching.job_news import Bookmark, News
from application.watching.watch_job import WatchJob
from domain.errors.jobs import JobNotFoundError
from domain.events import JobCancelled, JobDeleted, JobSubmitted, SegmentsTranscribed
from domain.job import Failure, Job, JobStatus
from domain.transcript import Gap, Passage, Segment
from tests.contracts.event_publisher import LEASE, NOON
from tests.fakes.house import House, settle
from tests.samples import a_job, a_passage, a_recording, a_user

Told = list[News | None]


@pytest.fixture
def bus(house: House) -> MemoryEventBus:
    return MemoryEventBus(house.clock)


@pytest.fixture
def watch_job(house: House, bus: MemoryEventBus) -> WatchJob:
    return WatchJob(house.units, bus, house.clock)


async def told_by(watching: AsyncGenerator[News | None, None]) -> Told:
    async with aclosing(watching) as told:
        return [news async for news in told]


def kinds(told: Told) -> list[str]:
    return [news.notice.kind if news else "alive" for news in told]


def words(told: Told) -> str:
    return "".join(n.notice.segment.text for n in told if n and n.notice.segment)


class Watcher:
    """Watches in the background and writes down what is told."""

    def __init__(self, watching: AsyncGenerator[News | None, None]) -> None:
        self.told: Told = []
        self._task = asyncio.create_task(self._listen(watching))

    async def _listen(self, watching: AsyncGenerator[News | None, None]) -> None:
        async with aclosing(watching) as told:
            async for news in told:
                self.told.append(news)

    @property
    def ended(self) -> bool:
        return self._task.done()

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def change(house: House, before: Job, after: Job, *passages: Passage) -> Job:
    async with house.units() as uow:
        await uow.jobs.replace(before, after)
        for passage in passages:
            await uow.passages.append(before.id, passage)
        await uow.commit()
    return after


async def a_running_job(house: House, *passages: Passage) -> Job:
    job = a_job(owner=house.ada.id, recording=a_recording(seconds=4.0))
    return await house.add(job.claimed(LEASE, at=NOON), *passages)


async def test_a_job_is_told_from_its_beginning_to_its_end(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    work = await house.begin(replace(house.transcribe_job(), events=bus)(job.id))
    await house.finish(work)
    await settle()
    assert watcher.ended
    told = kinds(watcher.told)
    assert told[:3] == ["alive", "queued", "started"]
    assert told[-1] == "completed"
    assert words(watcher.told) == " one two three four"
    assert bus.watchers == 0


async def test_whoever_comes_back_is_told_what_is_missing_and_nothing_twice(
    house: House, watch_job: WatchJob
) -> None:
    passages = (
        Passage((Segment(0, 1, " one"), Segment(1, 2, " two"), Segment(2, 3, " three")), 3.0),
        Passage((), 3.5),
        Passage((Segment(3.5, 4, " four"),), 4.0),
    )
    running = await a_running_job(house, *passages)
    await change(house, running, running.completed(at=NOON, duration_seconds=4.0))
    whole = await told_by(watch_job(running.id, caller=house.ada))
    assert kinds(whole) == ["alive", *["segment"] * 4, "completed"]
    for cut in range(1, len(whole) - 1):
        heard = whole[cut]
        assert heard is not None
        known = Bookmark.read(str(heard.bookmark))
        rest = await told_by(watch_job(running.id, caller=house.ada, after=known))
        assert kinds(rest)[1:] == kinds(whole)[cut + 1 :]
        assert words(rest) == words(whole[cut + 1 :])


async def test_gaps_are_told_in_the_order_of_time_and_none_twice(
    house: House, watch_job: WatchJob
) -> None:
    passages = (
        Passage((Segment(1, 2, " one"), Segment(4, 5, " two")), 6.0, gaps=(Gap(2, 4), Gap(5, 6))),
        Passage((), 8.0, gaps=(Gap(6, 8),)),
    )
    running = await a_running_job(house, *passages)
    await change(house, running, running.completed(at=NOON, duration_seconds=8.0))
    whole = await told_by(watch_job(running.id, caller=house.ada))
    assert kinds(whole)[1:] == ["segment", "gap", "segment", "gap", "gap", "completed"]
    assert [n.notice.gap for n in whole if n and n.notice.gap] == [
        Gap(2, 4),
        Gap(5, 6),
        Gap(6, 8),
    ]
    for cut in range(1, len(whole) - 1):
        heard = whole[cut]
        assert heard is not None
        known = Bookmark.read(str(heard.bookmark))
        rest = await told_by(watch_job(running.id, caller=house.ada, after=known))
        assert kinds(rest)[1:] == kinds(whole)[cut + 1 :]


async def test_who_knows_how_it_ended_is_told_nothing_at_all(
    house: House, watch_job: WatchJob
) -> None:
    running = await a_running_job(house)
    await change(house, running, running.failed(Failure("x", "y"), at=NOON))
    (*_, last) = await told_by(watch_job(running.id, caller=house.ada))
    assert last
    assert last.notice.failure == Failure("x", "y")
    assert await told_by(watch_job(running.id, caller=house.ada, after=last.bookmark)) == []


async def test_a_retry_is_news_to_who_knows_of_the_failure(
    house: House, watch_job: WatchJob
) -> None:
    running = await a_running_job(house)
    failed = await change(house, running, running.failed(Failure("x", "y"), at=NOON))
    (*_, last) = await told_by(watch_job(running.id, caller=house.ada))
    assert last
    await change(house, failed, failed.retried())
    watcher = Watcher(watch_job(running.id, caller=house.ada, after=last.bookmark))
    await settle()
    assert kinds(watcher.told) == ["alive", "queued"]
    await watcher.leave()


async def test_somebody_elses_job_cannot_be_watched(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    with pytest.raises(JobNotFoundError):
        await told_by(watch_job(job.id, caller=a_user("bob")))
    assert bus.watchers == 0


async def test_nothing_happens_but_signs_of_life_come(house: House, watch_job: WatchJob) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await house.pass_time(46)
    assert kinds(watcher.told) == ["alive", "queued", "alive", "alive", "alive"]
    await watcher.leave()


async def test_what_the_bus_lost_is_found_within_a_minute(
    house: House, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    await change(house, job, job.cancelled(at=NOON))
    await house.pass_time(59)
    assert "cancelled" not in kinds(watcher.told)
    await house.pass_time(1)
    assert kinds(watcher.told)[-1] == "cancelled"


async def test_without_a_bus_it_is_found_within_two_seconds(house: House) -> None:
    deaf = MemoryEventBus(house.clock, alone=False)
    job = await house.add()
    watcher = Watcher(WatchJob(house.units, deaf, house.clock)(job.id, caller=house.ada))
    await settle()
    await change(house, job, job.cancelled(at=NOON))
    await house.pass_time(2)
    assert kinds(watcher.told)[-1] == "cancelled"
    assert watcher.ended


async def test_a_database_that_is_away_for_a_while_ends_nothing(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    cancelled = await change(house, job, job.cancelled(at=NOON))
    house.outage.begin(5)
    await bus.publish(JobCancelled(cancelled))
    await house.pass_time(5)
    assert not watcher.ended
    await house.pass_time(2)
    assert kinds(watcher.told)[-1] == "cancelled"


async def test_the_watching_ends_when_the_job_is_deleted(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    async with house.units() as uow:
        await uow.jobs.delete(job)
        await uow.commit()
    await bus.publish(JobDeleted(job))
    await settle()
    assert watcher.ended
    assert kinds(watcher.told) == ["alive", "queued"]


async def test_whoever_leaves_is_forgotten(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    assert bus.watchers == 1
    await watcher.leave()
    assert bus.watchers == 0
    assert house.clock.sleepers == 0


async def test_a_hundred_notices_at_once_cost_one_look(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    running = await a_running_job(house)
    watcher = Watcher(watch_job(running.id, caller=house.ada))
    await settle()
    heard = running.advanced(progress=0.75, detected=None)
    await change(house, running, heard, *(a_passage(f" {n}", end=n / 25) for n in range(1, 76)))
    for _ in range(100):
        await bus.publish(SegmentsTranscribed(heard, ()))
    await settle()
    assert kinds(watcher.told) == ["alive", "started", *["segment"] * 75, "progress"]
    await watcher.leave()


@pytest.mark.parametrize(
    "text",
    ["", "7", "1:queued:0.0:0.0", "1:lost:0.0:0.0:0", "1:queued:nan:0.0:0", "1:queued:0.0:inf:0",
     "1:queued:0.0:0.0:-1", "1:queued:x:0.0:0", "9999999999:queued:0.0:0.0:0", "1:queued:0:0:0\n"],
)  # fmt: skip
def test_an_id_that_is_none_of_ours_is_no_bookmark(text: str) -> None:
    assert Bookmark.read(text) is None


@pytest.mark.parametrize(
    ("progress", "position"), [(0.0, 0.0), (1 / 3, 36_000.000001), (1e-17, 5e22)]
)
def test_a_bookmark_is_read_as_it_was_written(progress: float, position: float) -> None:
    written = Bookmark(3, JobStatus.PROCESSING, progress, position, 2)
    assert Bookmark.read(str(written)) == written


async def test_a_job_that_is_submitted_wakes_its_watcher_once(
    house: House, bus: MemoryEventBus, watch_job: WatchJob
) -> None:
    job = await house.add()
    watcher = Watcher(watch_job(job.id, caller=house.ada))
    await settle()
    await bus.publish(JobSubmitted(job))
    await settle()
    assert kinds(watcher.told) == ["alive", "queued"]
    await watcher.leave()
