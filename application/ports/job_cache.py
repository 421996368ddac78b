"""Port: caches jobs that have ended, by owner."""

from abc import abstractmethod
from typing import Protocol

from domain.job import Job, JobId
from domain.job_details import JobDetails
from domain.user import UserId


class JobCache(Protocol):
    """Caches ended jobs by owner, so that nobody gets another user's job.

    It only affects speed: it may drop entries, and it never fails its caller.
    """

    @abstractmethod
    async def find(self, job_id: JobId, owner: UserId) -> JobDetails | None:
        """Return the cached job of this owner, if there is one."""

    @abstractmethod
    async def keep(self, details: JobDetails) -> None:
        """Cache an ended job, unless it was forgotten a moment ago."""

    @abstractmethod
    async def forget(self, job: Job) -> None:
        """Drop the job; a reader that still holds the old state cannot put it back."""
