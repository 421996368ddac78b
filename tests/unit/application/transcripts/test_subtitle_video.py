"""A client that reads a video slowly gives its place back."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import replace
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.limits.fair_semaphore import FairSemaphore
from application.transcripts.subtitle_video import SubtitleVideo
from domain.errors.capacity import DownloadTooSlowError, EmbeddersBusyError, StorageFullError
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
        self.free_bytes = 1 << 40
        self.opened = 0
        self.make = SubtitleVideo(
            self.blobs,
            MemoryEmbedder(),
            self.places,
            self._scratch,
            lambda: self.free_bytes,
            self.clock,
        )

    def _scratch(self) -> AbstractContextManager[BinaryIO]:
        self.opened += 1
        return TemporaryFile()

    async def read(self, *seconds_a_block: float, size: int = 4 * MIB) -> int:
        """Take a block each so many seconds; the last number holds for the rest."""
        job = replace(a_job(), recording=replace(a_job().recording, size_bytes=size))
        await self.blobs.write(job.recording.key, sound(size))
        taken, waits = 0, list(seconds_a_block)
        async for piece in self.make(job, said()):
            taken += len(piece)
            await self.clock.advance(waits.pop(0) if len(waits) > 1 else waits[0])
        return taken


async def test_a_slow_client_gets_the_whole_video() -> None:
    assert await World().read(1.0) > 4 * MIB


@pytest.mark.parametrize("seconds_a_block", [(6.0,), (0.0, 0.0, 0.0, 62.0)])
async def test_a_client_that_is_slower_than_that_is_dropped_and_its_place_free(
    seconds_a_block: tuple[float, ...],
) -> None:
    world = World()
    with pytest.raises(DownloadTooSlowError):
        await world.read(*seconds_a_block)
    assert world.places.held == 0


async def test_nothing_is_written_where_there_is_no_room_for_both_copies() -> None:
    world = World()
    world.free_bytes = 70 * MIB
    with pytest.raises(StorageFullError):
        await world.read(0.0)
    assert (world.opened, world.places.held) == (0, 0)
