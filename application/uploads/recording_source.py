"""Where the recording of a new job comes from: the form, a URL or a resumable upload."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.unit_of_work import UnitOfWork
from domain.job import Job, Recording


class Source(ABC):
    """The source of a recording, which may still have to be downloaded."""

    @abstractmethod
    async def get(self) -> Recording:
        """Store the recording and describe it."""

    async def use_up(self, uow: UnitOfWork, job: Job) -> None:
        """Mark it as used in the job's transaction; an error here undoes both."""
        del uow, job

    async def clear(self) -> None:
        """Clean up after the job was made."""
        return

    @abstractmethod
    async def discard(self) -> None:
        """Clean up if no job is made."""


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
