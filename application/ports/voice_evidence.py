"""Port: stores what was learned of the voices of a recording, while its job needs it."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from typing import Protocol

from application.ports.diarizer import Listened
from domain.job import JobId


class VoiceEvidenceRepository(Protocol):
    """Evidence of voices: biometric data, which is deleted when its job ends.

    The repository of jobs deletes it, in the transaction that ends or deletes a job.
    """

    @abstractmethod
    async def append(self, job_id: JobId, heard: Listened) -> None:
        """Store the next evidence. Raises StaleJobError if the job is gone."""

    @abstractmethod
    async def position(self, job_id: JobId) -> float:
        """Return how far the stored evidence reaches, in seconds; 0 if there is none."""

    @abstractmethod
    def of(self, job_id: JobId) -> AsyncIterator[bytes]:
        """Read all evidence in its order, a little at a time."""

    @abstractmethod
    async def forget(self, job_id: JobId) -> None:
        """Delete all evidence of a job; there may be none."""
