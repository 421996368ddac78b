"""A first look at an upload, before it becomes a job."""

import asyncio
from functools import partial
from typing import BinaryIO

from typing_extensions import override

from adapters.whisper.sound.decoding import SoundDecoder
from adapters.whisper.sound.media import claimed_seconds, open_media
from adapters.whisper.threads import call_in, in_thread, outcome_of
from application.ports.blobs import AudioSource
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors import UnsupportedAudioError
from domain.job import BlobKey


class AvAudioProbe(AudioProbe):
    """Looks into stored audio with FFmpeg, in a thread, for at most `timeout_seconds`.

    FFmpeg cannot be interrupted. A file that keeps it busy for longer is refused, but its thread
    keeps its place until it ends, so that such files take up no more than `at_once` threads.

    A file whose header promises sound but from which not one packet can be decoded is refused:
    random bytes and a WAV of nothing but its header both open without an error.
    """

    def __init__(
        self, blobs: AudioSource, *, timeout_seconds: float = 20.0, at_once: int = 4
    ) -> None:
        self._blobs = blobs
        self._places = asyncio.Semaphore(at_once)
        self._timeout_seconds = timeout_seconds

    @override
    async def examine(self, key: BlobKey) -> SoundTrack:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._places.acquire()
                looking = in_thread(partial(self._examine, key), "audio-probe")
                loop = asyncio.get_running_loop()
                looking.add_done_callback(lambda _: call_in(loop, self._places.release))
                return await outcome_of(looking)
        except TimeoutError as error:
            raise UnsupportedAudioError(
                "The file took too long to look into. It may be damaged; export it again."
            ) from error

    def _examine(self, key: BlobKey) -> SoundTrack:
        with self._blobs.open(key) as file:
            return sound_track(file)


def sound_track(file: BinaryIO) -> SoundTrack:
    """Describe the first sound track. Raises UnsupportedAudioError."""
    with open_media(file) as (container, track):
        if next(SoundDecoder(container, track).blocks(), None) is None:
            raise UnsupportedAudioError(
                "There is no sound in this file that can be decoded. It may be cut off or damaged; "
                "export or upload it again."
            )
        codec = track.codec_context
        return SoundTrack(
            container=container.format.name,
            codec=codec.name,
            sample_rate_hz=codec.sample_rate or None,
            channels=codec.channels or None,
            duration_seconds=claimed_seconds(container, track),
        )
