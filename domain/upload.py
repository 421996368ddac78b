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
    """What is known of it; `offset` of `length` bytes are here.

    `metadata` is what its sender said of it, as it was sent.
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
        """All of it is here."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class UploadPart:
    """Bytes of an upload that are kept, from `start` on."""

    start: int
    size: int
    key: BlobKey
