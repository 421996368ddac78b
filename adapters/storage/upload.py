"""Write one blob into an object store."""

import asyncio
from collections.abc import Awaitable
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar

import obstore
import structlog
from obstore.exceptions import BaseError

from adapters.storage.obstore_errors import translated
from application.ports.blobs import StoredBlob

if TYPE_CHECKING:
    from obstore import AsyncWritableFile
    from obstore.store import ObjectStore

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

Result = TypeVar("Result")

BLOCK_BYTES: Final = 1 << 20  # passed on together: fewer thread switches than per chunk
PART_BYTES: Final = 8 << 20  # S3 takes 10,000 parts: up to 78 GiB a blob
PARTS_AT_ONCE: Final = 2  # so an upload holds about three parts, 24 MiB, whatever its length
ABORT_SECONDS: Final = 5.0


class Upload:
    """Hashes, counts and writes the bytes; leaving it with an error undoes the upload.

    A cancelled operation of obstore loses its multipart upload, which then stays in the bucket for
    ever and costs money. So a cancel waits for the running operation (one part at most), and then
    aborts properly.
    """

    def __init__(self, store: "ObjectStore", path: str) -> None:
        self._writer: AsyncWritableFile = obstore.open_writer_async(
            store, path, buffer_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
        )
        self._path = path
        self._hash = sha256()
        self._size_bytes = 0
        self._block = bytearray()
        self._abortable = True

    async def write(self, chunk: bytes) -> None:
        """Write the next bytes. Raises StorageFullError, StorageUnavailableError."""
        self._block += chunk
        if len(self._block) >= BLOCK_BYTES:
            await self._flush()

    async def finish(self) -> StoredBlob:
        """Make the whole blob visible at once. Raises the same errors as `write`."""
        await self._flush()
        self._abortable = False  # obstore takes no abort once closing has begun
        with translated(writing=True):
            await settled(self._writer.close())
        return StoredBlob(size_bytes=self._size_bytes, sha256=self._hash.hexdigest())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or not self._abortable:
            return
        try:
            async with asyncio.timeout(ABORT_SECONDS):
                await settled(self._writer.__aexit__(kind, error, trace))
        except (BaseError, OSError, TimeoutError) as failure:
            # The error that led here matters more to the caller than this one.
            log.warning("upload_not_aborted", key=self._path, error=repr(failure))

    async def _flush(self) -> None:
        block, self._block = bytes(self._block), bytearray()
        if not block:
            return
        await asyncio.to_thread(self._hash.update, block)
        self._size_bytes += len(block)
        with translated(writing=True):
            await settled(self._writer.write(block))


async def settled(operation: Awaitable[Result]) -> Result:
    """Await an operation that must not be interrupted; a cancel is raised after its end."""
    future = asyncio.ensure_future(operation)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait({future}, timeout=ABORT_SECONDS)
        if future.done() and not future.cancelled():
            future.exception()  # retrieved, so that asyncio does not log it later
        raise
