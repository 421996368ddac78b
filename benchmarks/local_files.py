"""A blob store that is the disk itself: the key is the path. Nothing but reading works."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from application.ports.blobs import BlobStore, StoredBlob
from domain.job import BlobKey


class LocalFiles(BlobStore):
    """Hands out files to the engine without a service around it."""

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        return Path(key).open("rb")

    @override
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        raise NotImplementedError

    @override
    def read(self, key: BlobKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        raise NotImplementedError

    @override
    async def size(self, key: BlobKey) -> int:
        raise NotImplementedError

    @override
    async def delete(self, key: BlobKey) -> None:
        raise NotImplementedError

    @override
    async def check(self) -> None:
        return
