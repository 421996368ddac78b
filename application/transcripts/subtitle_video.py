"""Copy a job's video with its transcript as subtitles."""

import asyncio
import errno
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import BinaryIO, Final

from application.limits.fair_semaphore import FairSemaphore
from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.embedder import KINDS, MOST_SUBTITLE_BYTES, SubtitleEmbedder, Subtitles
from domain.errors.capacity import DownloadTooSlowError, StorageFullError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import Job

_PIECE_BYTES: Final = 1 << 18
# A slower client, on average, would keep a place from others, and the copy on the disk, for days.
_LEAST_BYTES_A_SECOND: Final = 128 << 10
_PATIENCE_SECONDS: Final = 60.0
_OTHERWISE: Final = ".mkv"


@dataclass(frozen=True, slots=True)
class SubtitleVideo:
    """Puts subtitles into videos, a few at a time, since each needs its room on the disk twice.

    `scratch` opens a file without a name, which is gone when it is closed, also by a crash.
    """

    blobs: BlobStore
    embedder: SubtitleEmbedder
    places: FairSemaphore
    scratch: Callable[[], AbstractContextManager[BinaryIO]]
    clock: Clock

    async def __call__(
        self, job: Job, written: AsyncIterator[bytes]
    ) -> AsyncGenerator[bytes, None]:
        """Yield the new file; `written` are the subtitles as SubRip.

        Raises EmbeddersBusyError, BlobNotFoundError, UnsupportedAudioError, StorageFullError before
        anything is yielded. Later raises DownloadTooSlowError, if the caller takes less than 1 Mbit
        a second.
        """
        async with self.places.place(job.owner):
            with self.scratch() as video, self.scratch() as output:
                await self._copy(job, video)
                subtitles = Subtitles(await _text(written), "srt", job.text_language)
                await self.embedder(video, subtitles, output, kind=kind_of(job))
                until = self._until(await asyncio.to_thread(output.seek, 0, os.SEEK_END))
                await asyncio.to_thread(output.seek, 0)
                while piece := await asyncio.to_thread(output.read, _PIECE_BYTES):
                    yield piece
                    if self.clock.now() > until:
                        raise DownloadTooSlowError

    def _until(self, size: int) -> datetime:
        seconds = _PATIENCE_SECONDS + size / _LEAST_BYTES_A_SECOND
        return self.clock.now() + timedelta(seconds=seconds)

    async def _copy(self, job: Job, video: BinaryIO) -> None:
        try:
            async for piece in self.blobs.read(job.recording.key):
                await asyncio.to_thread(video.write, piece)
            await asyncio.to_thread(video.flush)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise StorageFullError from error
            raise


def kind_of(job: Job) -> str:
    """Return the ending of the new file: that of the recording, if it can hold subtitles."""
    kind = PurePath(job.recording.filename).suffix.lower()
    return kind if kind in KINDS else _OTHERWISE


async def _text(written: AsyncIterator[bytes]) -> str:
    gathered = bytearray()
    async for piece in written:
        gathered += piece
        if len(gathered) > MOST_SUBTITLE_BYTES:
            raise UnsupportedAudioError("These subtitles are too long to be put into a video.")
    return gathered.decode()
