"""Port: stores how much of each resumable upload has arrived."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.job import BlobKey
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class UploadWriter:
    """One request's right to add to an upload; no two requests have the same `token`."""

    upload_id: UploadId
    token: UUID


class UploadRepository(Protocol):
    """The uploads and their parts. Of all who would add to one, only its writer does."""

    @abstractmethod
    async def add(self, upload: ResumableUpload) -> None:
        """Keep a new upload."""

    @abstractmethod
    async def owned(self, upload_id: UploadId, owner: UserId, *, now: datetime) -> ResumableUpload:
        """Find an upload of this owner's that has not expired. Raises UploadNotFoundError."""

    @abstractmethod
    async def open_of(self, owner: UserId) -> int:
        """Count the owner's uploads, this transaction's own included, like `load_of` of jobs."""

    @abstractmethod
    async def announced_bytes_of(self, owner: UserId) -> int:
        """Add up the lengths of the owner's uploads, of which much may be still to come."""

    @abstractmethod
    async def begin(
        self, writer: UploadWriter, *, offset: int, now: datetime, until: datetime
    ) -> None:
        """Make this the writer until then, if nobody is and so many bytes are here.

        Raises UploadNotFoundError, UploadOffsetError, UploadLockedError.
        """

    @abstractmethod
    async def renew(self, writer: UploadWriter, *, until: datetime) -> None:
        """Stay the writer for longer. Raises UploadLockedError when it is another by now."""

    @abstractmethod
    async def append(self, writer: UploadWriter, part: UploadPart, *, expires_at: datetime) -> None:
        """Add a part, and keep the upload for longer. Raises UploadLockedError like `renew`."""

    @abstractmethod
    async def release(self, writer: UploadWriter) -> None:
        """Let somebody else write; one who is the writer no more is no error."""

    @abstractmethod
    async def parts(self, upload_id: UploadId) -> Sequence[UploadPart]:
        """List the parts in their order."""

    @abstractmethod
    async def count_parts(self, upload_id: UploadId) -> int:
        """Count the parts."""

    @abstractmethod
    async def remove(self, upload: ResumableUpload, *, now: datetime) -> bool:
        """Forget it and its parts, unless it has grown or is being written; say whether it was."""

    @abstractmethod
    async def expired(self, *, before: datetime, limit: int) -> Sequence[ResumableUpload]:
        """List the uploads that were to be kept until before then."""

    @abstractmethod
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        """Give those of the keys under which a part is kept."""

    @abstractmethod
    async def being_written(
        self, uploads: Collection[UploadId], *, now: datetime
    ) -> frozenset[UploadId]:
        """Give those of the uploads to which somebody is adding."""
