"""Queue a failed job of any user again, as an admin."""

from dataclasses import dataclass

from application.limits.quotas import enqueue
from application.ports.events import EventPublisher
from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from domain.errors.jobs import IllegalTransitionError
from domain.events import JobRetried
from domain.job import Job, JobId, JobStatus
from domain.user import User


@dataclass(frozen=True, slots=True)
class RequeueDeadLetter:
    """Queue a failed job of any user again, for an admin; its passages are kept."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    events: EventPublisher

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Raise ForbiddenError, JobNotFoundError, IllegalTransitionError, QueueFullError."""
        caller.ensure_admin()
        async with self.unit_of_work() as uow:
            job = await uow.jobs.get(job_id)
            if job.status is not JobStatus.FAILED:  # a job that its owner cancelled stays cancelled
                raise IllegalTransitionError(job.status, "requeued")
            retried = job.retried()
            await uow.jobs.replace(job, retried)
            await enqueue(uow, job)
            async with forgotten(self.cache, retried):
                await uow.commit()
        await self.events.publish(JobRetried(retried))
        return retried
