"""After a start: what was left undone?"""

from dataclasses import dataclass

from application.ports.events import EventPublisher
from application.ports.queue import JobMessage, JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import StaleJobError
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
        return sum([await self._recovered(job) for job in jobs])

    async def _recovered(self, job: Job) -> bool:
        if job.status is JobStatus.PROCESSING:
            try:
                await self._hand_back(job)
            except StaleJobError:
                return False  # its owner has cancelled or deleted it meanwhile
        await self.queue.put(JobMessage.of(job, returning=True))
        return True

    async def _hand_back(self, job: Job) -> None:
        waiting = job.handed_back()
        async with self.unit_of_work() as uow:
            await uow.jobs.replace(job, waiting)
            await uow.commit()
        await self.events.publish(JobHandedBack(waiting))
