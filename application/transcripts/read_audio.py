"""Read the audio of a job, whole or in ranges."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from application.ports.blobs import BlobStore
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Job, JobId
from domain.user import User


@dataclass(frozen=True, slots=True)
class ReadAudio:
    """Read the recording of one of the caller's jobs, whole or a range of it."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Return the job to read from. Raise JobNotFoundError, BlobNotFoundError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        await self.blobs.size(job.recording.key)
        return job

    def stretch(self, job: Job, *, start: int, end: int) -> AsyncIterator[bytes]:
        """Stream the bytes from `start` up to, not including, `end`."""
        return self.blobs.read(job.recording.key, start=start, end=end)
