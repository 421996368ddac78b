"""Count the failures of the audio store."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO

from typing_extensions import override

from adapters.prometheus.resource_errors import ResourceErrors
from application.ports.blobs import BlobStore, KeptBlob, StoredBlob
from domain.errors.capacity import StorageFullError, StorageUnavailableError
from domain.job import BlobKey


class ObservedBlobStore(BlobStore):
    """Passes calls on to another store, and counts when that one is full or away."""

    def __init__(self, blobs: BlobStore, errors: ResourceErrors) -> None:
        self._blobs = blobs
        self._errors = errors

    @override
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        with self._counted():
            return await self._blobs.write(key, chunks)

    @override
    async def read(
        self, key: BlobKey, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        with self._counted():
            async for block in self._blobs.read(key, start=start, end=end):
                yield block

    @override
    async def size(self, key: BlobKey) -> int:
        with self._counted():
            return await self._blobs.size(key)

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        return self._blobs.open(key)

    @override
    async def delete(self, key: BlobKey) -> None:
        with self._counted():
            await self._blobs.delete(key)

    @override
    async def listed(self, prefix: str) -> AsyncIterator[Sequence[KeptBlob]]:
        with self._counted():
            async for page in self._blobs.listed(prefix):
                yield page

    @override
    async def check(self) -> None:
        with self._counted():
            await self._blobs.check()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except (StorageFullError, StorageUnavailableError):
            self._errors.count("disk")
            raise
