"""Store audio for tests."""

from collections.abc import AsyncIterator

from application.ports.blobs import BlobStore
from domain.job import BlobKey


async def stored(blobs: BlobStore, name: str, content: bytes) -> BlobKey:
    """Store bytes under a new key."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    key = BlobKey(name)
    await blobs.write(key, chunks())
    return key
