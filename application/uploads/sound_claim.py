"""What one must hold to write to the sound of a live job."""

from abc import abstractmethod
from typing import Protocol

from application.ports.unit_of_work import UnitOfWork
from domain.job import JobId


class SoundClaim(Protocol):
    """The right of one connection to write to the sound of a live job."""

    @property
    @abstractmethod
    def job_id(self) -> JobId:
        """The job."""

    @abstractmethod
    async def ensure(self, uow: UnitOfWork) -> None:
        """Renew the claim in this transaction. Raises RecordingLostError, JobNotFoundError."""
