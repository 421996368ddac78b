"""Port: stores corrections of segments."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection
from typing import Protocol

from domain.correction import Correction
from domain.job import JobId


class CorrectionRepository(Protocol):
    """At most one correction for each segment; they go with their job."""

    @abstractmethod
    async def keep(self, job_id: JobId, correction: Correction) -> None:
        """Keep it, in place of an earlier one.

        Raises StaleJobError when the job is gone, or somebody corrects the same at this moment.
        """

    @abstractmethod
    async def withdraw(self, job_id: JobId, index: int) -> None:
        """Forget it; one that is not there is no error."""

    @abstractmethod
    def of(self, job_id: JobId) -> AsyncIterator[Correction]:
        """Read a job's corrections in the order of its segments, some at a time."""

    @abstractmethod
    async def corrected(self, job_ids: Collection[JobId]) -> frozenset[JobId]:
        """Give those of the jobs that have any."""
