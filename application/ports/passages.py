"""Port: stores transcripts, passage by passage."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from domain.job import JobId
from domain.transcript import Cut, Gap, Passage, Segment


class PassageRepository(Protocol):
    """Stores the transcript of a job, in spoken order.

    A stored passage is a checkpoint and also a part of the final transcript: a resumed job
    continues after the last passage, and nothing is copied at the end.
    """

    @abstractmethod
    async def append(self, job_id: JobId, passage: Passage) -> None:
        """Store the next passage. Raises StaleJobError if the job is gone."""

    @abstractmethod
    async def copy(self, source: JobId, target: JobId) -> None:
        """Copy the passages of `source` to `target`. Raises JobNotFoundError without `source`."""

    @abstractmethod
    async def last(self, job_id: JobId) -> Passage | None:
        """Return the passage that reaches furthest, or None before the first."""

    @abstractmethod
    def behind(self, job_id: JobId, position: float) -> AsyncIterator[Passage]:
        """Read in order the passages that reach further than this many seconds."""

    @abstractmethod
    def segments(self, job_id: JobId) -> AsyncIterator[Segment]:
        """Read all segments in order, a few passages at a time."""

    @abstractmethod
    def gaps(self, job_id: JobId) -> AsyncIterator[Gap]:
        """Read in order the places where speech was detected and no words were found."""

    @abstractmethod
    def cuts(self, job_id: JobId) -> AsyncIterator[Cut]:
        """Read in order the texts that were removed as loops."""

    @abstractmethod
    async def texts(self, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
        """Return the plain text, stripped, of each job that has any."""
