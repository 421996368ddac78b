"""End the live recordings to which nobody comes back."""

from contextlib import suppress
from dataclasses import dataclass

from application.jobs.end_recording import EndRecording
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import IllegalTransitionError, JobNotFoundError, StaleJobError
from domain.errors.uploads import UploadLockedError
from domain.job import Job


@dataclass(frozen=True, slots=True)
class EndAbandonedRecordings:
    """End each live recording whose lease has expired, with the sound that was stored."""

    unit_of_work: UnitOfWorkFactory
    end: EndRecording

    async def __call__(self) -> int:
        """Return how many were ended."""
        now = self.end.leases.clock.now()
        async with self.unit_of_work() as uow:
            running = await uow.jobs.processing()
        abandoned = [job for job in running if job.is_live and job.lease and job.lease.until <= now]
        return sum([await self._ended(job) for job in abandoned])

    async def _ended(self, job: Job) -> bool:
        with suppress(StaleJobError, IllegalTransitionError, JobNotFoundError, UploadLockedError):
            await self.end(job)
            return True
        return False  # somebody came back, or ended or deleted it meanwhile
