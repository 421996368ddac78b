"""Where the recording of a new job comes from: the form, a URL or a resumable upload."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.unit_of_work import UnitOfWork
from domain.job import Job, Recording


class Source(ABC):
    """A recording that may still have to be fetched."""

    @abstractmethod
    async def get(self) -> Recording:
        """Bring it into the store."""

    async def use_up(self, uow: UnitOfWork, job: Job) -> None:
        """Write down, in the job's transaction, that it is used; what this raises undoes both."""
        del uow, job

    async def clear(self) -> None:
        """Tidy up behind a job that was made."""
        return

    @abstractmethod
    async def discard(self) -> None:
        """Tidy up where it is not wanted."""


@dataclass(frozen=True, slots=True)
class StoredRecording(Source):
    """A file that came with the request itself."""

    recording: Recording
    blobs: BlobStore

    @override
    async def get(self) -> Recording:
        return self.recording

    @override
    async def discard(self) -> None:
        await self.blobs.delete(self.recording.key)
