"""Port: caches jobs that have ended, by owner."""

from abc import abstractmethod
from typing import Protocol

from domain.job import Job, JobId
from domain.job_details import JobDetails
from domain.user import UserId


class JobCache(Protocol):
    """Remembers ended jobs by owner, so that nobody is answered with another's.

    Only speed depends on it: it may forget, and it never fails its caller.
    """

    @abstractmethod
    async def find(self, job_id: JobId, owner: UserId) -> JobDetails | None:
        """Give what is remembered of this owner's job."""

    @abstractmethod
    async def keep(self, details: JobDetails) -> None:
        """Remember an ended job, unless it was forgotten on purpose a moment ago."""

    @abstractmethod
    async def forget(self, job: Job) -> None:
        """Forget the job now; a reader who still holds the old state cannot bring it back."""
