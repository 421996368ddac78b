"""Port: stores corrections of segments."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection
from typing import Protocol

from domain.correction import Correction
from domain.job import JobId


class CorrectionRepository(Protocol):
    """At most one correction for each segment; they are deleted with their job."""

    @abstractmethod
    async def keep(self, job_id: JobId, correction: Correction) -> None:
        """Store the correction, replacing an earlier one.

        Raises StaleJobError if the job is gone, or somebody corrects the same segment at this
        moment.
        """

    @abstractmethod
    async def withdraw(self, job_id: JobId, index: int) -> None:
        """Delete the correction; a missing one is no error."""

    @abstractmethod
    def of(self, job_id: JobId) -> AsyncIterator[Correction]:
        """Read a job's corrections in the order of its segments, a few at a time."""

    @abstractmethod
    async def corrected(self, job_ids: Collection[JobId]) -> frozenset[JobId]:
        """Return those of the jobs that have corrections."""
