"""Models of failed jobs, as admins see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from application.ports.jobs import JobPage
from domain.job import Job, JobStatus
from entrypoints.http.schemas.paging import PageQuery


class DeadLetterAnswer(BaseModel):
    """A failed job and its error, without its file's name and its text."""

    job_id: UUID
    owner_id: UUID
    status: JobStatus
    model_name: str
    size_bytes: int
    duration_seconds: float | None
    progress: float
    attempts: int
    created_at: datetime
    failed_at: datetime | None
    error_code: str | None
    error_message: str | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Convert a job."""
        return cls(
            job_id=job.id,
            owner_id=job.owner,
            status=job.status,
            model_name=job.model,
            size_bytes=job.recording.size_bytes,
            duration_seconds=job.recording.duration_seconds,
            progress=job.overall_progress,
            attempts=job.attempts_spent,
            created_at=job.created_at,
            failed_at=job.completed_at,
            error_code=job.failure.code if job.failure else None,
            error_message=job.failure.message if job.failure else None,
        )


class DeadLetterListAnswer(BaseModel):
    """A page of failed jobs, newest first; `total` counts all."""

    jobs: list[DeadLetterAnswer]
    total: int
    skip: int
    limit: int

    @classmethod
    def of(cls, page: JobPage, query: PageQuery) -> Self:
        """Convert a page."""
        return cls(
            jobs=[DeadLetterAnswer.of(job) for job in page.jobs],
            total=page.total,
            skip=query.skip,
            limit=query.limit,
        )
