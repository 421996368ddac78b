"""Queue a failed or cancelled job again."""

from dataclasses import dataclass

from application.accounts.admitted import ensure_still_admitted
from application.limits.quotas import Admission, enqueue
from application.ports.events import EventPublisher
from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from domain.events import JobRetried
from domain.job import Job, JobId
from domain.user import User


@dataclass(frozen=True, slots=True)
class RetryJob:
    """Queue one of the caller's failed or cancelled jobs again; stored passages are kept.

    All limits apply as to a new job, so that cancelling and retrying does not get around them.
    """

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    events: EventPublisher
    admission: Admission

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Raise JobNotFoundError, IllegalTransitionError, QuotaExceededError, QueueFullError.

        Or InvalidRequestError where its options are no longer allowed here.
        """
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            retried = job.retried()
            self.admission.options.ensure_within(job.options)
            await uow.jobs.replace(job, retried)
            await self.admission.ensure_within(uow, retried)
            await enqueue(uow, job)
            await ensure_still_admitted(uow, caller)
            async with forgotten(self.cache, retried):
                await uow.commit()
        await self.events.publish(JobRetried(retried))
        return retried
