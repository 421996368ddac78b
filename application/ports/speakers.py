"""Port: stores who speaks when, and how segments are divided among speakers."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from domain.job import JobId
from domain.speaker_assignment import Parts
from domain.speakers import SpeakerTurn


class SpeakerRepository(Protocol):
    """Turns and divided segments of a job; they are written once and deleted with their job."""

    @abstractmethod
    async def keep(
        self, job_id: JobId, turns: Sequence[SpeakerTurn], parts: Sequence[Parts]
    ) -> None:
        """Store the turns, and the parts of every segment, both in order.

        Raises StaleJobError if the job is gone or has some.
        """

    @abstractmethod
    def turns(self, job_id: JobId) -> AsyncIterator[SpeakerTurn]:
        """Read all turns in order, a few at a time."""

    @abstractmethod
    def parts(self, job_id: JobId) -> AsyncIterator[Parts]:
        """Read the parts of every segment in order, a few at a time."""

    @abstractmethod
    async def copy(self, source: JobId, target: JobId) -> None:
        """Copy turns and parts of `source`, if it has any, to `target`."""
