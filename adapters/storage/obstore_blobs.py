"""Store audio on local disk, in S3 or in memory, with obstore."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, BinaryIO, Final, Self

import obstore
import structlog
from typing_extensions import Unpack, override

from adapters.storage.local_folder import LocalFolder
from adapters.storage.object_reader import open_buffered
from adapters.storage.obstore_errors import translated
from adapters.storage.obstore_mark import ObstoreMark
from adapters.storage.stores import store_at
from adapters.storage.upload import Upload, settled
from application.ports.blobs import BlobStore, KeptBlob, StoredBlob
from domain.errors.capacity import BlobNotFoundError, StorageUnavailableError
from domain.errors.kinds import UnavailableError
from domain.job import BlobKey

if TYPE_CHECKING:
    from obstore.store import ObjectStore, S3Config

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

RANGE_BYTES: Final = 4 << 20
LISTED_AT_ONCE: Final = 500
PROBE: Final = "write-probe"
KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
LONGEST_KEY: Final = 512


class ObstoreBlobStore(BlobStore):
    """Blobs in an object store; `folder` is its folder if it is on this machine's disk.

    Keys are words of letters, digits and `._-`, joined by `/`. Any other key raises ValueError: the
    service makes the keys, so a wrong one is a programming error.
    """

    def __init__(
        self,
        store: "ObjectStore",
        folder: LocalFolder | None = None,
        *,
        check_timeout_seconds: float = 2.0,
    ) -> None:
        self._store = store
        self._folder = folder
        self._check_timeout_seconds = check_timeout_seconds

    @classmethod
    def from_url(cls, url: str, **config: Unpack["S3Config"]) -> Self:
        """Open the store at `file:///folder`, `s3://bucket/prefix` or `memory://`.

        S3 takes endpoint, region and keys from `config`, else from the AWS_* environment.
        Raises ValueError for any other URL, AudioFolderUnusableError.
        """
        return cls(*store_at(url, **config))

    @property
    def mark(self) -> ObstoreMark:
        """The mark by which the storage is recognised."""
        return ObstoreMark(self._store, self._folder)

    @override
    async def write(self, key: BlobKey, chunks: AsyncIterator[bytes]) -> StoredBlob:
        path = _path(key)
        try:
            return await self._receive(path, chunks)
        except BaseException:
            await settled(self._undo(path))
            raise

    @override
    async def read(
        self, key: BlobKey, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """Stream a range with bounded requests, one after another.

        A single long request would time out if the reader is slow.
        """
        path = _path(key)
        size = await self.size(key)
        end = size if end is None else min(end, size)
        for position in range(start, end, RANGE_BYTES):
            with translated():
                block = await obstore.get_range_async(
                    self._store, path, start=position, end=min(position + RANGE_BYTES, end)
                )
            yield bytes(block)

    @override
    async def size(self, key: BlobKey) -> int:
        with translated():
            return (await obstore.head_async(self._store, _path(key)))["size"]

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        path = _path(key)
        if self._folder is None:
            return open_buffered(self._store, path)
        with translated():
            return self._folder.open(path)

    @override
    async def delete(self, key: BlobKey) -> None:
        await self._remove(_path(key))

    @override
    async def listed(self, prefix: str) -> AsyncIterator[Sequence[KeptBlob]]:
        with translated():
            async for page in obstore.list(self._store, prefix, chunk_size=LISTED_AT_ONCE):
                yield [KeptBlob(BlobKey(meta["path"]), meta["last_modified"]) for meta in page]

    @override
    async def check(self) -> None:
        """Write and remove a few bytes, in at most `check_timeout_seconds`."""
        try:
            async with asyncio.timeout(self._check_timeout_seconds):
                await self._probe()
        except TimeoutError as error:
            raise StorageUnavailableError from error

    async def sweep(self) -> int:
        """Remove the files of killed uploads from a folder of this process; return their number.

        In a bucket, a lifecycle rule (AbortIncompleteMultipartUpload) does that.
        """
        return await asyncio.to_thread(self._folder.sweep) if self._folder else 0

    async def _receive(self, path: str, chunks: AsyncIterator[bytes]) -> StoredBlob:
        if self._folder:
            with translated(writing=True):
                await asyncio.to_thread(self._folder.prepare, path)
        async with Upload(self._store, path) as upload:
            async for chunk in chunks:
                await upload.write(chunk)
            stored = await upload.finish()
        if self._folder:
            with translated(writing=True):
                await asyncio.to_thread(self._folder.protect, path)
        return stored

    async def _undo(self, path: str) -> None:
        """Remove all traces of a failed write, including empty folders."""
        try:
            await self._remove(path)
        except UnavailableError as error:
            log.warning("upload_not_undone", key=path, error=repr(error))
        if self._folder:
            await asyncio.to_thread(self._folder.tidy, path)

    async def _remove(self, path: str) -> None:
        with suppress(BlobNotFoundError), translated():
            await obstore.delete_async(self._store, path)

    async def _probe(self) -> None:
        if self._folder:
            await asyncio.to_thread(self._folder.ensure_there)
        with translated(writing=True):
            await obstore.put_async(self._store, PROBE, b"ok", use_multipart=False)
        await self._remove(PROBE)


def _path(key: BlobKey) -> str:
    if len(key) > LONGEST_KEY or ".." in key or not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a blob.")
    return key
