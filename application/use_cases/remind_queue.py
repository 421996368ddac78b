"""Which job has the queue forgotten?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.queue import JobMessage, JobQueue, QueueStatus
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Job


@dataclass(slots=True)
class Place:
    """How far the list of what waits has been looked through."""

    last: Job | None = None


@dataclass(frozen=True, slots=True)
class RemindQueue:
    """Write a message for jobs that wait without one, `page` of them at a time.

    Each call goes on where the last one ended, so that a long queue is not read at one go.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    repairs: RepairLog
    page: int = 500
    place: Place = field(default_factory=Place)

    async def __call__(self) -> int:
        """Say how many messages were written."""
        jobs = await self._next()
        known = await self.queue.statuses([job.id for job in jobs])
        forgotten = [
            job
            for job in jobs
            if known.get(job.id) not in {QueueStatus.PENDING, QueueStatus.RUNNING}
        ]
        for job in forgotten:
            await self.queue.put(JobMessage.of(job, returning=True))
            self.repairs.note(Repair.MESSAGE_WRITTEN, str(job.id))
        return len(forgotten)

    async def _next(self) -> Sequence[Job]:
        async with self.unit_of_work() as uow:
            jobs = await uow.jobs.queued(after=self.place.last, limit=self.page)
        self.place.last = jobs[-1] if len(jobs) == self.page else None
        return jobs
