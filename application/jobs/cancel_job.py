"""Cancel a job."""

from dataclasses import dataclass
from functools import partial

from application.concurrency.conflicts import retry_on_conflict
from application.jobs.end_recording import EndRecording
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.events import JobCancelled
from domain.job import Job, JobId
from domain.user import User


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Cancel one of the caller's jobs that has not ended."""

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    events: EventPublisher
    clock: Clock
    end_recording: EndRecording

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Raise JobNotFoundError, or IllegalTransitionError for a job that has ended.

        Of a live job the sound that was stored is kept.
        """
        cancelled = await retry_on_conflict(partial(self._cancelled, job_id, caller))
        if cancelled.is_live:
            return await self.end_recording(cancelled, cancelled=True)
        await self.events.publish(JobCancelled(cancelled))
        return cancelled

    async def _cancelled(self, job_id: JobId, caller: User) -> Job:
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            if job.is_live:
                return job
            cancelled = job.cancelled(at=self.clock.now())
            await uow.jobs.replace(job, cancelled)
            # Before the commit: a retry can only follow the commit, and its message must stay.
            await self.queue.withdraw(job_id)
            await uow.commit()
        return cancelled
