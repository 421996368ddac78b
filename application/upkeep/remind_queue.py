"""Write new messages for queued jobs that the queue has none for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.queue import JobMessage, JobQueue
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Job, JobId
from domain.job_details import QueueStatus

REMEMBERED: Final = timedelta(hours=1)


@dataclass(slots=True)
class Place:
    """How far the list of what waits was looked through, and who was given what waits all the same.

    `given` says since when.
    """

    last: Job | None = None
    given: dict[JobId, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemindQueue:
    """Write a message for each queued job that has none, `page` jobs in one call.

    Each call continues where the last one ended, so that a long queue is not read at once. A worker
    may hold a message although its job stays queued, if the answer was lost with a connection:
    after `patience_seconds` another message is written.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    repairs: RepairLog
    clock: Clock
    patience_seconds: float = 60.0
    page: int = 500
    place: Place = field(default_factory=Place)

    async def __call__(self) -> int:
        """Return how many messages were written."""
        jobs = await self._next()
        known = await self.queue.statuses([job.id for job in jobs])
        forgotten = [job for job in jobs if self._is_forgotten(job.id, known.get(job.id))]
        for job in forgotten:
            await self.queue.put(JobMessage.of(job, returning=True))
            self.repairs.note(Repair.MESSAGE_WRITTEN, str(job.id))
        return len(forgotten)

    def _is_forgotten(self, job_id: JobId, status: QueueStatus | None) -> bool:
        if status is not QueueStatus.RUNNING:
            self.place.given.pop(job_id, None)
            return status is not QueueStatus.PENDING
        now = self.clock.now()
        since = self.place.given.setdefault(job_id, now)
        if now - since < timedelta(seconds=self.patience_seconds):
            return False
        del self.place.given[job_id]
        return True

    async def _next(self) -> Sequence[Job]:
        async with self.unit_of_work() as uow:
            jobs = await uow.jobs.queued(after=self.place.last, limit=self.page)
        self.place.last = jobs[-1] if len(jobs) == self.page else None
        self._forget_old()
        return jobs

    def _forget_old(self) -> None:
        oldest = self.clock.now() - REMEMBERED
        self.place.given = {
            job_id: since for job_id, since in self.place.given.items() if since > oldest
        }
