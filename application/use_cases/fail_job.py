"""The last resort: a job whose worker met an error that nobody foresaw."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.events import JobFailed
from domain.job import Failure, JobId, JobStatus


@dataclass(frozen=True, slots=True)
class FailJob:
    """End a job that is being processed, so that it is not stuck; others are left alone."""

    unit_of_work: UnitOfWorkFactory
    events: EventPublisher
    clock: Clock

    async def __call__(self, job_id: JobId, failure: Failure) -> None:
        """Raise JobNotFoundError or StaleJobError where somebody else was quicker."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.get(job_id)
            if job.status is not JobStatus.PROCESSING:
                return
            failed = job.failed(failure, at=self.clock.now())
            await uow.jobs.replace(job, failed)
            await uow.commit()
        await self.events.publish(JobFailed(failed))
