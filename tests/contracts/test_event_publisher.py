import asyncio
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs
from typing_extensions import override

from adapters.logging.fan_out import FanOutEvents
from adapters.logging.log_events import LogEvents
from adapters.prometheus.job_events import PrometheusJobEvents
from adapters.prometheus.resource_errors import ResourceErrors
from application.ports.events import EventPublisher
from domain.events import JobCompleted, JobEvent, JobFailed, SegmentsTranscribed
from tests.contracts.event_publisher import EventPublisherContract, a_life
from tests.memory.events import MemoryEvents


class TestMemoryEvents(EventPublisherContract):
    @pytest.fixture
    def publisher(self) -> MemoryEvents:
        return MemoryEvents()

    async def test_what_was_published_is_remembered_in_order(self, publisher: MemoryEvents) -> None:
        events = list(a_life())
        for event in events:
            await publisher.publish(event)
        assert publisher.published == events


class TestLogEvents(EventPublisherContract):
    @pytest.fixture
    def publisher(self) -> LogEvents:
        return LogEvents()

    async def test_each_event_is_one_line_without_what_was_said(self, publisher: LogEvents) -> None:
        events = list(a_life())
        with capture_logs() as lines:
            for event in events:
                await publisher.publish(event)
        assert [line["event"] for line in lines] == [
            "job_submitted",
            "job_started",
            "segments_transcribed",
            "job_handed_back",
            "job_failed",
            "job_retried",
            "job_cancelled",
            "job_completed",
            "job_completed",
            "job_deleted",
        ]
        assert [line["job_id"] for line in lines] == [str(event.job.id) for event in events]
        assert [line["owner_id"] for line in lines] == [str(event.job.owner) for event in events]
        written = str(lines)
        assert "secret words" not in written
        assert "talk.wav" not in written

    async def test_a_line_says_how_it_ended(self, publisher: LogEvents) -> None:
        with capture_logs() as lines:
            for event in a_life():
                if isinstance(event, JobFailed | JobCompleted):
                    await publisher.publish(event)
        assert lines[0]["code"] == "out_of_memory"
        assert lines[1]["seconds"] == 2.5

    async def test_segments_are_for_those_who_debug(self, publisher: LogEvents) -> None:
        with capture_logs() as lines:
            for event in a_life():
                await publisher.publish(event)
        levels = {line["event"]: line["log_level"] for line in lines}
        assert levels.pop("segments_transcribed") == "debug"
        assert set(levels.values()) == {"info"}


class Deaf(EventPublisher):
    """Breaks the promise."""

    @override
    async def publish(self, event: JobEvent) -> None:
        raise OSError("no line")


class TestFanOutEvents(EventPublisherContract):
    @pytest.fixture
    def publisher(self) -> FanOutEvents:
        return FanOutEvents(MemoryEvents(), MemoryEvents())

    async def test_one_that_fails_keeps_nobody_else_from_hearing(self) -> None:
        first, last = MemoryEvents(), MemoryEvents()
        event = next(a_life())
        with capture_logs() as lines:
            await FanOutEvents(first, Deaf(), last).publish(event)
        assert first.published == last.published == [event]
        (line,) = lines
        assert (line["event"], line["publisher"]) == ("event_not_published", "Deaf")

    async def test_a_caller_that_waits_for_publish_can_be_cancelled(self) -> None:
        class Slow(EventPublisher):
            @override
            async def publish(self, event: JobEvent) -> None:
                await asyncio.Event().wait()

        publishing = asyncio.create_task(FanOutEvents(Slow()).publish(next(a_life())))
        await asyncio.sleep(0)
        publishing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await publishing


class TestPrometheusJobEvents(EventPublisherContract):
    registry: CollectorRegistry

    @pytest.fixture
    def publisher(self) -> PrometheusJobEvents:
        self.registry = CollectorRegistry()
        return PrometheusJobEvents(self.registry, ResourceErrors(self.registry))

    def value(self, name: str, **labels: Any) -> float | None:
        return self.registry.get_sample_value(f"whisper_{name}", labels)

    async def test_the_events_of_a_whole_job_are_counted(
        self, publisher: PrometheusJobEvents
    ) -> None:
        for event in a_life():
            await publisher.publish(event)
        for what in ("submitted", "started", "handed_back", "retried", "cancelled", "deleted"):
            assert self.value(f"jobs_{what}_total") == 1, what
        assert self.value("jobs_completed_total") == 2
        assert self.value("jobs_failed_total", code="out_of_memory") == 1
        assert self.value("jobs_segments_total") == 1
        assert self.value("job_queue_wait_seconds_sum") == 3.0
        assert self.value("job_duration_seconds_sum") == 2.5
        assert self.value("audio_seconds_total", model="digits") == 10.0
        assert self.value("job_real_time_factor_ratio_sum", model="digits") == 0.25
        assert self.value("resource_errors_total", resource="memory") == 1
        assert self.value("resource_errors_total", resource="cpu") == 0

    async def test_only_the_first_attempt_waited_in_the_queue(
        self, publisher: PrometheusJobEvents
    ) -> None:
        started = next(event for event in a_life() if type(event).__name__ == "JobStarted")
        again = started.job.handed_back()
        assert again.started_at is not None
        lease = started.job.lease
        assert lease is not None
        await publisher.publish(type(started)(again.claimed(lease, at=again.started_at)))
        assert self.value("jobs_started_total") == 1
        assert self.value("job_queue_wait_seconds_count") == 0

    async def test_segments_are_counted_not_events(self, publisher: PrometheusJobEvents) -> None:
        (event,) = (event for event in a_life() if isinstance(event, SegmentsTranscribed))
        await publisher.publish(SegmentsTranscribed(event.job, event.segments * 3))
        assert self.value("jobs_segments_total") == 3
