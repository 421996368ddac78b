"""Fail a job after an error that nobody foresaw."""

from dataclasses import dataclass, field

from application.concurrency.outages import Patience
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.events import JobFailed
from domain.job import Failure, Job, JobId, WorkerName


@dataclass(frozen=True, slots=True)
class FailJob:
    """Fail a job that a worker has abandoned, so that it does not stay in `processing`."""

    unit_of_work: UnitOfWorkFactory
    events: EventPublisher
    clock: Clock
    patience: Patience = field(default_factory=Patience)

    async def __call__(self, job_id: JobId, failure: Failure, *, worker: WorkerName) -> None:
        """Wait for the database if it is away. Another worker's job is not touched.

        Raise JobNotFoundError or StaleJobError if another process was faster.
        """
        failed = await self.patience.outlast(
            lambda: self._failed(job_id, failure, worker), self.clock
        )
        if failed is not None:
            await self.events.publish(JobFailed(failed))

    async def _failed(self, job_id: JobId, failure: Failure, worker: WorkerName) -> Job | None:
        async with self.unit_of_work() as uow:
            job = await uow.jobs.get(job_id)
            if job.lease is None or job.lease.worker != worker:
                return None
            failed = job.failed(failure, at=self.clock.now())
            await uow.jobs.replace(job, failed)
            await uow.commit()
        return failed
