"""Store an uploaded recording while it arrives, with its size and its hash."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from application.ports.blobs import BlobStore
from application.ports.ids import IdSource
from domain.errors.uploads import EmptyUploadError, UploadTooLargeError
from domain.job import BlobKey, Recording

FOLDER: Final = "audio"


@dataclass(frozen=True, slots=True)
class ReceiveUpload:
    """Stream a file into the blob store, and count and hash it on the way."""

    blobs: BlobStore
    ids: IdSource
    limit_bytes: int

    async def __call__(self, filename: str, chunks: AsyncIterator[bytes]) -> Recording:
        """Raise EmptyUploadError or UploadTooLargeError; then nothing is stored."""
        key = BlobKey(f"{FOLDER}/{self.ids.new()}")
        stored = await self.blobs.write(key, self._counted(chunks))
        return Recording(
            key=key, filename=filename, size_bytes=stored.size_bytes, sha256=stored.sha256
        )

    async def discard(self, recording: Recording) -> None:
        """Delete a recording that no job was made of."""
        await self.blobs.delete(recording.key)

    async def _counted(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in chunks:
            received += len(chunk)
            if received > self.limit_bytes:
                raise UploadTooLargeError(self.limit_bytes)
            yield chunk
        if received == 0:
            raise EmptyUploadError
