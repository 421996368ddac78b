"""Examine an upload before it becomes a job."""

import asyncio
from functools import partial

from typing_extensions import override

from adapters.sound.processes.interruption import Interruption
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.threads import call_in, in_thread, outcome_of
from application.ports.blobs import AudioSource
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors.capacity import StorageUnavailableError
from domain.job import BlobKey


class AvAudioProbe(AudioProbe):
    """Examines stored audio with FFmpeg, each file in a decoding process.

    That process ends when its time is up, or when the caller stops waiting. If it still takes
    longer than `timeout_seconds`, the storage hangs, which cannot be interrupted: its thread keeps
    its slot until it ends, so there are never more than `at_once` threads.
    """

    def __init__(
        self,
        blobs: AudioSource,
        processes: DecodingProcesses,
        *,
        timeout_seconds: float = 20.0,
        at_once: int = 8,
    ) -> None:
        self._blobs = blobs
        self._processes = processes
        self._slots = asyncio.Semaphore(at_once)
        self._timeout_seconds = timeout_seconds

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        interruption = Interruption()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._slots.acquire()
            async with asyncio.timeout(self._timeout_seconds):
                looking = in_thread(partial(self._examine, key, track, interruption), "audio-probe")
                loop = asyncio.get_running_loop()
                looking.add_done_callback(lambda _: call_in(loop, self._slots.release))
                return await outcome_of(looking)
        except TimeoutError as error:  # the file's own limit is shorter, so the storage is slow
            raise StorageUnavailableError from error
        finally:
            interruption()

    def _examine(self, key: BlobKey, track: int | None, interruption: Interruption) -> SoundTrack:
        with (
            self._blobs.open(key) as file,
            self._processes.acquire() as process,
            interruption.ends(process.interrupt),
        ):
            return process.examine(file, track)
