"""Port: stores users' edits of speakers."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from domain.job import JobId
from domain.speaker_edits import LabelEdit, Move, SpeakerEdits


class SpeakerEditRepository(Protocol):
    """At most one edit for each speaker and each segment; they are deleted with their job."""

    @abstractmethod
    async def edit(self, job_id: JobId, label: str, edit: LabelEdit) -> None:
        """Store the edit of a speaker, replacing an earlier one; an empty one is deleted.

        Raises StaleJobError if the job is gone, or somebody edits the speaker at this moment.
        """

    @abstractmethod
    async def move(self, job_id: JobId, move: Move) -> None:
        """Give a segment to a speaker, replacing an earlier move.

        Raises StaleJobError as `edit` does.
        """

    @abstractmethod
    async def withdraw_move(self, job_id: JobId, index: int) -> None:
        """Delete the move of a segment; a missing one is no error."""

    @abstractmethod
    async def withdraw_all(self, job_id: JobId) -> None:
        """Delete all edits of a job."""

    @abstractmethod
    async def edits(self, job_ids: Collection[JobId]) -> Mapping[JobId, SpeakerEdits]:
        """Return the edits of speakers of each job that has any."""

    @abstractmethod
    def moves(self, job_id: JobId) -> AsyncIterator[Move]:
        """Read the moves in the order of the segments, a few at a time."""
