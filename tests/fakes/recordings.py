"""Fakes of stored audio and of its probe."""

from collections.abc import AsyncIterator

import obstore
from typing_extensions import override

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey


class MemoryBlobs(ObstoreBlobStore):
    """A blob store in memory that can be looked into; `deletion_error` is what it fails with."""

    deletion_error: TranscriberError | None = None

    async def keys(self) -> list[str]:
        listed = await obstore.list(self._store).collect_async()
        return sorted(meta["path"] for meta in listed)

    @override
    async def delete(self, key: BlobKey) -> None:
        if self.deletion_error:
            raise self.deletion_error
        await super().delete(key)


class ToldProbe(AudioProbe):
    """Says what it was told to, or raises it."""

    def __init__(self, seconds: float | None = 10.0) -> None:
        self.track = SoundTrack("wav", "pcm_s16le", 16_000, 1, seconds)
        self.error: Exception | None = None

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        if self.error:
            raise self.error
        return self.track


async def chunks(*parts: bytes, error: BaseException | None = None) -> AsyncIterator[bytes]:
    """Stream these bytes, and break off with the error if there is one."""
    for part in parts:
        yield part
    if error:
        raise error
