"""A resumable upload: a file that arrives over several requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType
from uuid import UUID

from domain.errors.live import SoundOfLiveJobError
from domain.job import BlobKey, JobId
from domain.user import UserId

UploadId = NewType("UploadId", UUID)

LIVE: Final = "live"
"""The metadata of a live session's recording: this word, and the name of its format."""


@dataclass(frozen=True, slots=True)
class ResumableUpload:
    """An upload in parts; `offset` of its `length` bytes have arrived.

    `metadata` is the sender's description, unchanged. `job` is the live job whose sound it is.
    """

    id: UploadId
    owner: UserId
    filename: str
    metadata: str
    length: int
    created_at: datetime
    expires_at: datetime
    offset: int = 0
    job: JobId | None = None

    def ensure_own(self) -> None:
        """Raise SoundOfLiveJobError if only a live job may use it."""
        if self.job is not None:
            raise SoundOfLiveJobError(self.job)

    @property
    def is_complete(self) -> bool:
        """Whether all bytes have arrived; nobody knows how long a live session will be."""
        return self.offset == self.length or (self.live_format is not None and self.offset > 0)

    @property
    def live_format(self) -> str | None:
        """The name of the sound's format, for the recording of a live session; else None."""
        kind, _, name = self.metadata.partition(" ")
        return name if kind == LIVE and name else None


@dataclass(frozen=True, slots=True)
class UploadPart:
    """Stored bytes of an upload, from `start` on."""

    start: int
    size: int
    key: BlobKey
