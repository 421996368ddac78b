"""Mark recordings that are in use though no row knows of them, so that no sweep removes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.concurrency.tasks import meanwhile
from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from domain.errors.kinds import UnavailableError
from domain.job import BlobKey

MARKS: Final = "in-use"
_MARKS_IN_A_GRACE: Final = 4  # so that three writes may fail


def mark_of(recording: BlobKey) -> BlobKey:
    """Name the blob whose age says when a recording was last in use."""
    return BlobKey(f"{MARKS}/{recording.rpartition('/')[2]}")


@dataclass(frozen=True, slots=True)
class HoldRecording:
    """Keep a recording from being swept while it is in use.

    A mark is written beside it again before the recording, or the last mark, is `grace_seconds`
    old. So every process can see that it is in use, and after a crash the mark grows old. A use
    that is shorter than a quarter of that writes nothing.
    """

    blobs: BlobStore
    clock: Clock
    grace_seconds: float = 3600.0

    @asynccontextmanager
    async def __call__(self, recording: BlobKey) -> AsyncIterator[None]:
        """Mark a recording, which was stored a moment ago, as in use in this context."""
        async with meanwhile(self._marking(mark_of(recording)), "hold-recording"):
            yield

    async def _marking(self, mark: BlobKey) -> None:
        await self._pause()
        try:
            while True:
                with suppress(UnavailableError):
                    await self.blobs.write(mark, _nothing())
                await self._pause()
        finally:
            with suppress(UnavailableError):  # the sweep deletes it once it is old
                await self.blobs.delete(mark)

    async def _pause(self) -> None:
        await self.clock.sleep(self.grace_seconds / _MARKS_IN_A_GRACE)


async def held(blobs: BlobStore, *, since: datetime) -> frozenset[BlobKey]:
    """Find the marks written after `since`. Raises StorageUnavailableError."""
    pages = [page async for page in blobs.listed(MARKS)]
    return frozenset(mark.key for page in pages for mark in page if mark.modified_at > since)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""
