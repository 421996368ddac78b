"""A client that reads a video slowly gives its place back."""

from collections.abc import AsyncIterator
from tempfile import TemporaryFile

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.limits.fair_semaphore import FairSemaphore
from application.transcripts.subtitle_video import SubtitleVideo
from domain.errors.capacity import DownloadTooSlowError, EmbeddersBusyError
from tests.memory.clock import MemoryClock
from tests.memory.embedder import MemoryEmbedder
from tests.samples import a_job

MIB = 1 << 20


async def sound(size: int) -> AsyncIterator[bytes]:
    yield bytes(size)


async def said() -> AsyncIterator[bytes]:
    yield b"1\n00:00:00,000 --> 00:00:02,000\none two\n\n"


class World:
    def __init__(self) -> None:
        self.clock = MemoryClock()
        self.places = FairSemaphore(self.clock, 1, EmbeddersBusyError)
        self.blobs = ObstoreBlobStore.from_url("memory://")
        self.make = SubtitleVideo(
            self.blobs, MemoryEmbedder(), self.places, TemporaryFile, self.clock
        )

    async def read(self, seconds_a_block: float) -> int:
        job = a_job()
        await self.blobs.write(job.recording.key, sound(4 * MIB))
        size = 0
        async for piece in self.make(job, said()):
            size += len(piece)
            await self.clock.advance(seconds_a_block)
        return size


async def test_a_slow_client_gets_the_whole_video() -> None:
    assert await World().read(4.0) > 4 * MIB


async def test_a_client_that_is_slower_than_that_is_dropped_and_its_place_free() -> None:
    world = World()
    with pytest.raises(DownloadTooSlowError):
        await world.read(20.0)
    assert world.places.held == 0
