"""What every EventBus promises."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from application.ports.event_bus import MISSED, Entry, EntryId, EventBus, Subscription, Topic
from application.watching.event_hub import EventHub
from domain.events import JobCompleted, JobStarted, SegmentsTranscribed
from domain.job import Job
from domain.options import TranscriptionOptions
from domain.transcript import Gap, Segment, Word
from tests.contracts.event_publisher import LEASE, NOON
from tests.samples import a_job

TURN_SECONDS = 5.0


def a_running_job(**changes: Any) -> Job:
    return a_job(**changes).claimed(LEASE, at=NOON)


def kinds(entries: Sequence[Entry]) -> list[str]:
    return [entry.notice.kind if entry.notice else "missed" for entry in entries]


def last_id(entries: Sequence[Entry]) -> EntryId:
    found = entries[-1].id
    assert found is not None
    return found


async def soon(waiting: Awaitable[Sequence[Entry]]) -> Sequence[Entry]:
    async with asyncio.timeout(TURN_SECONDS):
        return await waiting


async def take(subscription: Subscription, count: int) -> list[Entry]:
    """Take until there are so many; none may come beyond."""
    entries: list[Entry] = []
    while len(entries) < count:
        entries += await soon(subscription.take())
    assert len(entries) == count
    return entries


class EventBusContract:
    async def test_a_watcher_of_a_job_hears_of_it_and_of_no_other(self, bus: EventBus) -> None:
        job = a_running_job()
        other = a_job(owner=job.owner).claimed(LEASE, at=NOON)
        with bus.subscribe(Topic(job.owner, job.id)) as subscription:
            await bus.publish(JobStarted(other))
            await bus.publish(JobStarted(job))
            (entry,) = await take(subscription, 1)
        assert entry.notice is not None
        assert (entry.notice.kind, entry.notice.job_id) == ("started", job.id)
        assert (entry.notice.owner, entry.notice.attempt) == (job.owner, 1)

    async def test_an_owner_hears_of_their_jobs_and_of_nobody_elses(self, bus: EventBus) -> None:
        ours, theirs = a_running_job(), a_running_job()
        with bus.subscribe(Topic(ours.owner)) as subscription:
            await bus.publish(JobStarted(theirs))
            await bus.publish(JobStarted(ours))
            (entry,) = await take(subscription, 1)
        assert entry.notice is not None
        assert entry.notice.job_id == ours.id

    async def test_a_segment_arrives_with_its_words(self, bus: EventBus) -> None:
        job = a_running_job(options=TranscriptionOptions(word_timestamps=True))
        job = job.advanced(progress=0.5, detected=None)
        said = Segment(0.5, 1.25, " Ära 🎙", (1, 2), words=(Word(0.5, 1.25, " Ära 🎙", 0.5),))
        with bus.subscribe(Topic(job.owner, job.id)) as subscription:
            await bus.publish(SegmentsTranscribed(job, (said, said)))
            first, second, progress = await take(subscription, 3)
        assert kinds([first, second, progress]) == ["segment", "segment", "progress"]
        assert first.notice
        assert first.notice.segment
        assert first.notice.segment.words == said.words
        assert (first.notice.segment.text, first.notice.segment.end) == (said.text, 1.25)
        assert progress.notice
        assert progress.notice.progress == 0.5

    async def test_a_gap_arrives_in_its_place(self, bus: EventBus) -> None:
        job, gap = a_running_job(), Gap(1.25, 2.5)
        said = (Segment(0.5, 1.25, " one"), Segment(3.0, 4.0, " two"))
        with bus.subscribe(Topic(job.owner, job.id)) as subscription:
            await bus.publish(SegmentsTranscribed(job, said, (gap,)))
            told = await take(subscription, 4)
        assert kinds(told) == ["segment", "gap", "segment", "progress"]
        assert told[1].notice
        assert told[1].notice.gap == gap

    async def test_a_watcher_that_returns_gets_the_missed_notices(self, bus: EventBus) -> None:
        job = a_running_job()
        topic = Topic(job.owner, job.id)
        with bus.subscribe(topic) as subscription:
            await bus.publish(JobStarted(job))
            heard = last_id(await take(subscription, 1))
            await bus.publish(SegmentsTranscribed(job, (Segment(0, 1, " one"),)))
            await take(subscription, 2)
        with bus.subscribe(topic, after=heard) as subscription:
            missed = await take(subscription, 2)
            await bus.publish(JobCompleted(job, seconds=1.0))
            live = await take(subscription, 1)
        assert kinds(missed) == ["segment", "progress"]
        ids = [heard, *(last_id([entry]) for entry in missed), last_id(live)]
        assert ids == sorted(set(ids))

    async def test_a_watcher_that_was_away_too_long_gets_missed(self, bus: EventBus) -> None:
        job = a_running_job()
        with bus.subscribe(Topic(job.owner), after=EntryId(1, 0)) as subscription:
            assert await soon(subscription.take()) == [MISSED]

    async def test_a_slow_watcher_is_told_to_look_instead_of_piling_up(self, bus: EventBus) -> None:
        job, other = a_running_job(), a_running_job()
        many = tuple(Segment(n, n + 1, f" {n}") for n in range(400))
        with (
            bus.subscribe(Topic(job.owner, job.id)) as slow,
            bus.subscribe(Topic(other.owner)) as quick,
        ):
            await bus.publish(SegmentsTranscribed(job, many))
            await bus.publish(JobStarted(other))
            await take(quick, 1)  # so all before that has come, too
            entries = await soon(slow.take())
        assert entries[0] == MISSED
        assert 1 < len(entries) <= EventHub.CAPACITY

    async def test_cancelling_take_loses_nothing(self, bus: EventBus) -> None:
        job = a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription:
            waiting = asyncio.ensure_future(subscription.take())
            await asyncio.sleep(0)
            waiting.cancel()
            await bus.publish(JobStarted(job))
            assert kinds(await take(subscription, 1)) == ["started"]

    async def test_it_is_live(self, bus: EventBus) -> None:
        assert bus.live
