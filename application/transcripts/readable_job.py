"""Find a job whose transcript may be read and changed."""

from application.ports.unit_of_work import UnitOfWork
from domain.errors.jobs import TranscriptNotReadyError
from domain.job import Job, JobId
from domain.user import User


async def readable(uow: UnitOfWork, job_id: JobId, caller: User) -> Job:
    """Find a completed job of the caller. Raises JobNotFoundError, TranscriptNotReadyError."""
    job = await uow.jobs.owned(job_id, caller.id)
    if not job.has_transcript:
        raise TranscriptNotReadyError(job.status)
    return job
