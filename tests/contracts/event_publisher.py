"""What every EventPublisher promises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from application.ports.events import EventPublisher
from domain.events import (
    JobCancelled,
    JobCompleted,
    JobDeleted,
    JobEvent,
    JobFailed,
    JobHandedBack,
    JobRetried,
    JobStarted,
    JobSubmitted,
    SegmentsTranscribed,
)
from domain.job import Failure, Lease, WorkerName
from domain.transcript import Segment
from tests.samples import a_job

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = Lease(WorkerName("w"), NOON + timedelta(minutes=1))


def a_life() -> Iterator[JobEvent]:
    """Tell everything that can happen to a job, each event on a job in the state it has then."""
    waiting = a_job(created_at=NOON - timedelta(seconds=3))
    running = waiting.claimed(LEASE, at=NOON)
    failed = running.failed(Failure("out_of_memory", "Too little memory."), at=NOON)
    done = running.completed(at=NOON, duration_seconds=10.0)
    yield JobSubmitted(waiting)
    yield JobStarted(running)
    yield SegmentsTranscribed(running, (Segment(0, 1, "secret words"),))
    yield JobHandedBack(running.handed_back())
    yield JobFailed(failed)
    yield JobRetried(failed.retried())
    yield JobCancelled(waiting.cancelled(at=NOON))
    yield JobCompleted(done, seconds=2.5)
    yield JobCompleted(running.completed(at=NOON, duration_seconds=0.0), seconds=0.0)
    yield JobDeleted(done)


class EventPublisherContract:
    @pytest.mark.parametrize("event", list(a_life()), ids=lambda event: type(event).__name__)
    async def test_whatever_happens_can_be_published(
        self, publisher: EventPublisher, event: JobEvent
    ) -> None:
        await publisher.publish(event)  # it never fails its caller
