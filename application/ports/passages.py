"""Port: stores transcripts, passage by passage."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from domain.job import JobId
from domain.transcript import Cut, Gap, Passage, Segment


class PassageRepository(Protocol):
    """The transcript of a job, in the order it was spoken.

    A passage stored is both a checkpoint and a part of the final transcript: a job that is taken
    up again goes on behind the last one, and nothing is copied at the end.
    """

    @abstractmethod
    async def append(self, job_id: JobId, passage: Passage) -> None:
        """Keep the next passage. Raises StaleJobError when the job is gone."""

    @abstractmethod
    async def copy(self, source: JobId, target: JobId) -> None:
        """Give `target` the passages of `source`. Raises JobNotFoundError when that is gone."""

    @abstractmethod
    async def last(self, job_id: JobId) -> Passage | None:
        """Give the passage that reaches furthest, or None before the first."""

    @abstractmethod
    def behind(self, job_id: JobId, position: float) -> AsyncIterator[Passage]:
        """Read in order the passages that reach further than so many seconds."""

    @abstractmethod
    def segments(self, job_id: JobId) -> AsyncIterator[Segment]:
        """Read all segments in order, a few passages at a time."""

    @abstractmethod
    def gaps(self, job_id: JobId) -> AsyncIterator[Gap]:
        """Read in order where speech was detected and no words were found."""

    @abstractmethod
    def cuts(self, job_id: JobId) -> AsyncIterator[Cut]:
        """Read in order the texts that were removed as loops."""

    @abstractmethod
    async def texts(self, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
        """Give the words alone, stripped, of each job that has any."""
