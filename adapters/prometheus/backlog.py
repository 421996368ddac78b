"""Metrics of waiting and running jobs."""

import asyncio
from collections.abc import Sequence
from typing import Final

from prometheus_client.metrics_core import Metric
from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, Usage, gauge, gauges
from application.ports.clock import Clock
from application.ports.jobs import Backlog
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import JobStatus

TIMEOUT_SECONDS: Final = 3.0


class BacklogMetrics(MetricSource):
    """Jobs by status, the queue's depth, and its oldest job, over all owners.

    `capacity` is how many messages may wait, `concurrency` how many jobs this process runs at once.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        queue: JobQueue,
        clock: Clock,
        *,
        capacity: int,
        concurrency: int,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._queue = queue
        self._clock = clock
        self._capacity = capacity
        self._concurrency = concurrency

    @property
    @override
    def name(self) -> str:
        return "backlog"

    @override
    async def read(self) -> Reading:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            async with self._unit_of_work() as uow:
                backlog = await uow.jobs.backlog()
            depth = await self._queue.depth()
        running = backlog.jobs.get(JobStatus.PROCESSING, 0)
        usage = Usage("queue", min(1.0, running / self._concurrency), depth / self._capacity)
        return Reading(self._families(backlog, depth), (usage,))

    def _families(self, backlog: Backlog, depth: int) -> Sequence[Metric]:
        return [
            gauges(
                "whisper_jobs",
                "Jobs that are known, by status.",
                "status",
                {status.value: backlog.jobs.get(status, 0) for status in JobStatus},
            ),
            gauge("whisper_queue_depth", "Messages that wait for a worker.", depth),
            gauge(
                "whisper_queue_oldest_age_seconds",
                "How long the oldest queued job has waited; 0 when none does.",
                self._oldest_age(backlog),
            ),
            gauge(
                "whisper_queue_audio_seconds",
                "Audio in jobs that are queued.",
                backlog.queued_audio_seconds,
            ),
        ]

    def _oldest_age(self, backlog: Backlog) -> float:
        if backlog.oldest_queued_at is None:
            return 0.0
        return max(0.0, (self._clock.now() - backlog.oldest_queued_at).total_seconds())
