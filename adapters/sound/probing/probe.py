"""A first look at an upload, before it becomes a job."""

import asyncio
from functools import partial

from typing_extensions import override

from adapters.sound.probing.examiners import Examiners
from adapters.sound.threads import call_in, in_thread, outcome_of
from application.ports.blobs import AudioSource
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors import UnsupportedAudioError
from domain.job import BlobKey


class AvAudioProbe(AudioProbe):
    """Looks into stored audio with FFmpeg, `at_once` files at a time, each in a process of its own.

    A file for which `timeout_seconds` are not enough is refused. Storage that hangs cannot be
    interrupted: its thread keeps its place until it ends, so there are never more than `at_once`.
    """

    def __init__(
        self,
        blobs: AudioSource,
        examiners: Examiners,
        *,
        timeout_seconds: float = 20.0,
        at_once: int = 4,
    ) -> None:
        self._blobs = blobs
        self._examiners = examiners
        self._places = asyncio.Semaphore(at_once)
        self._timeout_seconds = timeout_seconds

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._places.acquire()
                looking = in_thread(partial(self._examine, key, track), "audio-probe")
                loop = asyncio.get_running_loop()
                looking.add_done_callback(lambda _: call_in(loop, self._places.release))
                return await outcome_of(looking)
        except TimeoutError as error:
            raise UnsupportedAudioError(
                "The file took too long to look into. It may be damaged; export it again."
            ) from error

    def _examine(self, key: BlobKey, track: int | None) -> SoundTrack:
        with self._blobs.open(key) as file, self._examiners.lend() as examiner:
            return examiner.examine(file, track)
