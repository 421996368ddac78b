"""Port: stores the links with which transcripts are shared."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.job import JobId
from domain.share import Share, ShareId
from domain.user import UserId


class ShareRepository(Protocol):
    """The links to the jobs of all users, with the hashes of their tokens.

    Deleting a job deletes its links.
    """

    @abstractmethod
    async def add(self, share: Share) -> None:
        """Store a new link. Raises StaleJobError if its job is gone."""

    @abstractmethod
    async def by_digest(self, digest: str) -> Share | None:
        """Find the link whose token has this hash, also if it has ended."""

    @abstractmethod
    async def open_of(self, job_id: JobId, *, at: datetime) -> Sequence[Share]:
        """Return the links of a job that have not ended, newest first."""

    @abstractmethod
    async def withdraw(self, share_id: ShareId, job_id: JobId) -> None:
        """Delete a link of this job. Raises ShareNotFoundError."""

    @abstractmethod
    async def withdraw_all(self, owner: UserId) -> None:
        """Delete the links to all jobs of a user."""

    @abstractmethod
    async def forget(self, *, before: datetime) -> int:
        """Delete links that ended before that time, and return how many."""
