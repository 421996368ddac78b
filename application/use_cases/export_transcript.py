"""Give me the words as a file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import TranscriptNotReadyError
from domain.job import Job, JobId
from domain.transcript import Segment
from domain.user import User


@dataclass(frozen=True, slots=True)
class ExportTranscript:
    """Read the transcript of a completed job of the caller's, piece by piece."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Return the job to read from. Raise JobNotFoundError, TranscriptNotReadyError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        if not job.has_transcript:
            raise TranscriptNotReadyError(job.status)
        return job

    async def segments(self, job: Job) -> AsyncIterator[Segment]:
        """Yield the segments in order; a long transcript is never held whole."""
        async with self.unit_of_work() as uow:
            async for segment in uow.passages.segments(job.id):
                yield segment
