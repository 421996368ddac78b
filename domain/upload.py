"""A resumable upload: a file that arrives over several requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from domain.job import BlobKey
from domain.user import UserId

UploadId = NewType("UploadId", UUID)


@dataclass(frozen=True, slots=True)
class ResumableUpload:
    """An upload in parts; `offset` of its `length` bytes have arrived.

    `metadata` is the sender's description, unchanged.
    """

    id: UploadId
    owner: UserId
    filename: str
    metadata: str
    length: int
    created_at: datetime
    expires_at: datetime
    offset: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether all bytes have arrived."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class UploadPart:
    """Stored bytes of an upload, from `start` on."""

    start: int
    size: int
    key: BlobKey
