"""Use the audio store only while it is the one that belongs to the database."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Final

from typing_extensions import override

from application.ports.blobs import BlobStore, KeptBlob, StoredBlob
from application.ports.installation import InstallationId, StorageMark
from domain.errors.capacity import BlobNotFoundError, StorageUnavailableError
from domain.job import BlobKey

LOOKED_EVERY_SECONDS: Final = 1.0
CHECK_SECONDS: Final = 2.0
GONE: Final = (
    "The storage of this service is not where it was: it has another mark, or none. Its operator "
    "must bring it back, or restart the service."
)


class MarkedBlobStore(BlobStore):
    """Passes calls on to another store while that one has the expected mark.

    An unmounted disk, an emptied bucket or a wrong folder looks like a store without recordings. So
    a missing blob is only believed to be gone if the mark is there, and without the mark nothing is
    written, listed or removed. The mark is checked once a second at most.
    """

    def __init__(self, blobs: BlobStore, mark: StorageMark) -> None:
        self._blobs = blobs
        self._mark = mark
        self._expected: InstallationId | None = None
        self._seen_at = -LOOKED_EVERY_SECONDS

    def expect(self, mark: InstallationId) -> None:
        """Require this mark from now on; before that, the mark is not checked."""
        self._expected = mark

    @override
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        await self._ensure_ours()
        return await self._blobs.write(key, chunks)

    @override
    async def read(
        self, key: BlobKey, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        try:
            async for block in self._blobs.read(key, start=start, end=end):
                yield block
        except BlobNotFoundError:
            await self._look()
            raise

    @override
    async def size(self, key: BlobKey) -> int:
        try:
            return await self._blobs.size(key)
        except BlobNotFoundError:
            await self._look()
            raise

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        try:
            return self._blobs.open(key)
        except BlobNotFoundError:
            if self._expected is not None:
                self._compare(self._mark.read_in_thread())
            raise

    @override
    async def delete(self, key: BlobKey) -> None:
        await self._ensure_ours()
        await self._blobs.delete(key)

    @override
    async def listed(self, prefix: str) -> AsyncIterator[Sequence[KeptBlob]]:
        await self._ensure_ours()
        async for page in self._blobs.listed(prefix):
            yield page

    @override
    async def check(self) -> None:
        await self._blobs.check()
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._look()
        except TimeoutError as error:
            raise StorageUnavailableError from error

    async def _ensure_ours(self) -> None:
        if time.monotonic() - self._seen_at >= LOOKED_EVERY_SECONDS:
            await self._look()

    async def _look(self) -> None:
        """Raise StorageUnavailableError if the mark is not the expected one."""
        if self._expected is not None:
            self._compare(await self._mark.read())
            self._seen_at = time.monotonic()

    def _compare(self, found: InstallationId | None) -> None:
        if found != self._expected:
            raise StorageUnavailableError(GONE)
