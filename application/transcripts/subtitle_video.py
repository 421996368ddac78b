"""Copy a job's video with its transcript as subtitles."""

import asyncio
import errno
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
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
# A slower client would keep a place from others, and the copy on the disk, for hours.
_LEAST_BYTES_A_SECOND: Final = 512 << 10
_PATIENCE: Final = timedelta(seconds=60)
_MARGIN_BYTES: Final = 64 << 20  # is left free for everything else
_OTHERWISE: Final = ".mkv"


@dataclass(frozen=True, slots=True)
class SubtitleVideo:
    """Puts subtitles into videos, a few at a time, since each needs its room on the disk twice.

    `scratch` opens a file without a name, which is gone when it is closed, also by a crash;
    `free_bytes` says how much room is left where it lies.
    """

    blobs: BlobStore
    embedder: SubtitleEmbedder
    places: FairSemaphore
    scratch: Callable[[], AbstractContextManager[BinaryIO]]
    free_bytes: Callable[[], int]
    clock: Clock

    async def __call__(
        self, job: Job, written: AsyncIterator[bytes]
    ) -> AsyncGenerator[bytes, None]:
        """Yield the new file; `written` are the subtitles as SubRip.

        Raises EmbeddersBusyError, BlobNotFoundError, UnsupportedAudioError, StorageFullError before
        anything is yielded. Later raises DownloadTooSlowError, if the caller takes less than 4 Mbit
        a second for a minute.
        """
        async with self.places.place(job.owner):
            await self._ensure_room(job)
            with self.scratch() as video, self.scratch() as output:
                await self._copy(job, video)
                subtitles = Subtitles(await _text(written), "srt", job.text_language)
                await self.embedder(video, subtitles, output, kind=kind_of(job))
                await asyncio.to_thread(output.seek, 0)
                async for piece in self._pieces(output):
                    yield piece

    async def _ensure_room(self, job: Job) -> None:
        """Raise StorageFullError unless both copies fit, before gigabytes are written in vain."""
        needed = 2 * job.recording.size_bytes + _MARGIN_BYTES
        if await asyncio.to_thread(self.free_bytes) < needed:
            raise StorageFullError

    async def _pieces(self, output: BinaryIO) -> AsyncIterator[bytes]:
        """Read the file. A caller who was quick has a minute in hand, and never more."""
        until = self.clock.now() + _PATIENCE
        while piece := await asyncio.to_thread(output.read, _PIECE_BYTES):
            yield piece
            now = self.clock.now()
            if now > until:
                raise DownloadTooSlowError
            earned = timedelta(seconds=len(piece) / _LEAST_BYTES_A_SECOND)
            until = min(until + earned, now + _PATIENCE)

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
