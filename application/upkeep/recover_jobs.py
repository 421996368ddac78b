"""Queue again, at the start, the jobs that this process left behind."""

from dataclasses import dataclass

from application.ports.queue import JobMessage, JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from application.upkeep.take_back_job import TakeBackJob
from domain.errors.jobs import StaleJobError
from domain.job import Job, JobStatus


@dataclass(frozen=True, slots=True)
class RecoverJobs:
    """Queue every job again that is queued or was interrupted.

    Only for a process that is the only one on its database: jobs in `processing` were started by a
    process that is gone, so no lease has to expire first. Interrupted jobs, and those that have to
    run alone, go first. Live recordings wait for their clients to come back.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    take_back: TakeBackJob

    async def __call__(self) -> int:
        """Return how many jobs were queued again."""
        async with self.unit_of_work() as uow:
            unfinished = [job for job in await uow.jobs.unfinished() if not job.is_live]
            jobs = sorted(unfinished, key=_was_at_rest)
        return sum([await self._recovered(job) for job in jobs])

    async def _recovered(self, job: Job) -> bool:
        if job.status is JobStatus.QUEUED:
            await self.queue.put(JobMessage.of(job, returning=True))
            return True
        try:
            return not (await self.take_back(job)).status.ended
        except StaleJobError:
            return False  # its owner cancelled or deleted it meanwhile


def _was_at_rest(job: Job) -> bool:
    return job.status is JobStatus.QUEUED and not job.suspected
