"""Delete jobs and audio that are older than the operator wants to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.job_cache import JobCache
from application.ports.queue import JobQueue
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.stored_waveforms import waveform_key_of
from domain.errors.jobs import StaleJobError
from domain.events import JobDeleted
from domain.job import Job, JobStatus


@dataclass(frozen=True, slots=True)
class ExpireJobs:
    """Delete ended jobs with audio and transcript once the operator's time to keep them is over.

    `keep_seconds` is that time for each outcome; None or a missing outcome means for ever.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    queue: JobQueue
    cache: JobCache
    events: EventPublisher
    repairs: RepairLog
    clock: Clock
    keep_seconds: Mapping[JobStatus, float | None]
    page: int = 100

    async def __call__(self) -> int:
        """Return how many jobs were deleted; at most `page` of each outcome in one call."""
        return sum([await self._expired(status) for status in JobStatus if status.ended])

    async def _expired(self, status: JobStatus) -> int:
        seconds = self.keep_seconds.get(status)
        if seconds is None:
            return 0
        before = self.clock.now() - timedelta(seconds=seconds)
        async with self.unit_of_work() as uow:
            jobs = await uow.jobs.ended(status, before=before, limit=self.page)
        return sum([await self._removed(job) for job in jobs])

    async def _removed(self, job: Job) -> bool:
        """Delete one job, unless its owner has retried it meanwhile.

        Only the row knows that, so it goes first here; audio that a crash leaves without a row is
        swept with the other orphans.
        """
        try:
            async with self.unit_of_work() as uow:
                await uow.jobs.replace(job, job)
                await uow.jobs.delete(job)
                await self.queue.withdraw(job.id)
                async with forgotten(self.cache, job):
                    await uow.commit()
        except StaleJobError:
            return False
        await self.blobs.delete(job.recording.key)
        await self.blobs.delete(waveform_key_of(job.recording.key))
        self.repairs.note(Repair.JOB_EXPIRED, str(job.id))
        await self.events.publish(JobDeleted(job))
        return True
