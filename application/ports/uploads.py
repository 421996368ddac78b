"""Port: stores how much of each resumable upload has arrived."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.job import BlobKey, JobId
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class UploadWriter:
    """One request's claim to write to an upload; each request has its own `token`."""

    upload_id: UploadId
    token: UUID


class UploadRepository(Protocol):
    """The uploads and their parts. Only the current writer can add to an upload."""

    @abstractmethod
    async def add(self, upload: ResumableUpload) -> None:
        """Store a new upload; a live job has only one."""

    @abstractmethod
    async def owned(self, upload_id: UploadId, owner: UserId, *, now: datetime) -> ResumableUpload:
        """Find an unexpired upload of this owner. Raises UploadNotFoundError."""

    @abstractmethod
    async def of_job(self, job_id: JobId) -> ResumableUpload | None:
        """Find the upload with the sound of a live job, also if it has expired."""

    @abstractmethod
    async def open_of(self, owner: UserId) -> int:
        """Count the owner's uploads, including this transaction's.

        Serialized like `load_of` of jobs.
        """

    @abstractmethod
    async def announced_bytes_of(self, owner: UserId) -> int:
        """Sum up the announced lengths of the owner's uploads, whether received or not."""

    @abstractmethod
    async def begin(
        self, writer: UploadWriter, *, offset: int, now: datetime, until: datetime
    ) -> None:
        """Become the writer until then, if there is none and the upload has `offset` bytes.

        Raises UploadNotFoundError, UploadOffsetError, UploadLockedError.
        """

    @abstractmethod
    async def renew(self, writer: UploadWriter, *, until: datetime) -> None:
        """Remain the writer for longer. Raises UploadLockedError if another request is by now."""

    @abstractmethod
    async def append(self, writer: UploadWriter, part: UploadPart, *, expires_at: datetime) -> None:
        """Add a part and extend the upload's expiry. Raises UploadLockedError like `renew`."""

    @abstractmethod
    async def release(self, writer: UploadWriter) -> None:
        """Stop being the writer; it is no error if another request is."""

    @abstractmethod
    async def parts(self, upload_id: UploadId) -> Sequence[UploadPart]:
        """List the parts in order."""

    @abstractmethod
    async def count_parts(self, upload_id: UploadId) -> int:
        """Count the parts."""

    @abstractmethod
    async def remove(self, upload: ResumableUpload, *, now: datetime) -> bool:
        """Delete an upload that has neither grown nor a writer; say whether it was deleted."""

    @abstractmethod
    async def expired(self, *, before: datetime, limit: int) -> Sequence[ResumableUpload]:
        """List the uploads that expired before then; those of live jobs end with their jobs."""

    @abstractmethod
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        """Return those of the keys under which a part is stored."""

    @abstractmethod
    async def being_written(
        self, uploads: Collection[UploadId], *, now: datetime
    ) -> frozenset[UploadId]:
        """Return those of the uploads that have a writer now."""
