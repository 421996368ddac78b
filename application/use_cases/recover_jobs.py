"""After a start: what was left undone?"""

from dataclasses import dataclass

from application.ports.events import EventPublisher
from application.ports.queue import JobMessage, JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.events import JobHandedBack
from domain.job import Job, JobStatus


@dataclass(frozen=True, slots=True)
class RecoverJobs:
    """Take up again every job that waits or was half done.

    Only for a process that owns its database alone: whatever says `processing` there was begun by
    a process that is gone, so no lease has to run out first.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    events: EventPublisher

    async def __call__(self) -> int:
        """Say how many jobs were queued again."""
        async with self.unit_of_work() as uow:
            jobs = await uow.jobs.unfinished()
        for job in jobs:
            waiting = await self._handed_back(job) if job.status is JobStatus.PROCESSING else job
            await self.queue.put(JobMessage(waiting.id, waiting.options.priority))
        return len(jobs)

    async def _handed_back(self, job: Job) -> Job:
        waiting = job.handed_back()
        async with self.unit_of_work() as uow:
            await uow.jobs.replace(job, waiting)
            await uow.commit()
        await self.events.publish(JobHandedBack(waiting))
        return waiting
