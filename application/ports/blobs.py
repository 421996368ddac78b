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
    """What arrived: its length in bytes and its SHA-256 in hex."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptBlob:
    """A blob that is there, and since when."""

    key: BlobKey
    modified_at: datetime


class AudioSource(Protocol):
    """Recordings that can be opened by their key, wherever they lie."""

    @abstractmethod
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        """Open the bytes for reading and seeking from a thread. Raises BlobNotFoundError."""


class BlobStore(AudioSource, Protocol):
    """Bytes by key, streamed both ways; nothing is ever held whole in memory.

    Raises StorageFullError and StorageUnavailableError.
    """

    @abstractmethod
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        """Store the bytes under a key, in place of what was there; they are hashed as they pass.

        Whatever `chunks` raises comes out again, and then nothing is left behind.
        """

    @abstractmethod
    def read(self, key: BlobKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Stream the bytes from `start` up to, not including, `end`. Raises BlobNotFoundError."""

    @abstractmethod
    async def size(self, key: BlobKey) -> int:
        """Give the length in bytes. Raises BlobNotFoundError."""

    @abstractmethod
    async def delete(self, key: BlobKey) -> None:
        """Remove the bytes; a key that is not there is no error."""

    @abstractmethod
    def listed(self, prefix: str) -> AsyncIterator[Sequence[KeptBlob]]:
        """List the blobs whose keys begin with `prefix/`, some hundreds at a time."""

    @abstractmethod
    async def check(self) -> None:
        """Return if the store can be written to now; raise what is wrong otherwise."""
