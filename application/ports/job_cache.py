"""Quick answers about jobs that have ended."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from application.ports.queue import QueueStatus
from domain.job import Job, JobId
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job with what surrounds it: its words, its message, and when it will be done."""

    job: Job
    text: str | None = None
    queue_status: QueueStatus | None = None
    eta_seconds: float | None = None


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
