"""Port: stores audio and other large data."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from domain.job import BlobKey


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What was stored: its length in bytes and its SHA-256 in hex."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptBlob:
    """A stored blob and when it was last modified."""

    key: BlobKey
    modified_at: datetime


class AudioSource(Protocol):
    """Recordings that can be opened by their key, in any kind of storage."""

    @abstractmethod
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        """Open the recording so that a thread can read and seek. Raises BlobNotFoundError."""


class BlobStore(AudioSource, Protocol):
    """Stores bytes by key. Reading and writing are streams; no blob is held whole in memory.

    Raises StorageFullError and StorageUnavailableError.
    """

    @abstractmethod
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        """Store the bytes under a key, replacing the old ones, and hash them meanwhile.

        An error from `chunks` is raised again, and then nothing is stored.
        """

    @abstractmethod
    def read(self, key: BlobKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Stream the bytes from `start` up to `end` (exclusive). Raises BlobNotFoundError."""

    @abstractmethod
    async def size(self, key: BlobKey) -> int:
        """Return the length in bytes. Raises BlobNotFoundError."""

    @abstractmethod
    async def delete(self, key: BlobKey) -> None:
        """Remove the bytes; an unknown key is no error."""

    @abstractmethod
    def listed(self, prefix: str) -> AsyncIterator[Sequence[KeptBlob]]:
        """List the blobs whose keys begin with `prefix/`, a few hundred at a time."""

    @abstractmethod
    async def check(self) -> None:
        """Return if the store can be written to now; raise the fault otherwise."""
