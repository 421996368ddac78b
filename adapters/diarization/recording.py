"""Read the sound of one recording from a decoding process, stretch by stretch."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from threading import Event, Lock
from typing import BinaryIO

from adapters.diarization.stretch import Stretch, stretches
from adapters.sound.pcm import Samples
from adapters.sound.processes.interruption import Interruption
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.processes.recording import Recording
from adapters.sound.speech.spoken_track import open_spoken
from application.ports.diarizer import ListeningRequest
from domain.errors.kinds import UnavailableError
from domain.errors.transcription import AudioUnreadableError
from domain.errors.uploads import UnsupportedAudioError
from domain.options import Channels


class StretchReader:
    """Decodes a recording in a process and reads it stretch by stretch; any thread may call it."""

    def __init__(
        self,
        open_audio: Callable[[], AbstractContextManager[BinaryIO]],
        processes: DecodingProcesses,
        request: ListeningRequest,
    ) -> None:
        self._open_audio = open_audio
        self._processes = processes
        self._request = request
        self._lock = Lock()
        self._stopped = Event()
        self._interruption = Interruption()
        self._reading = self._stretches()
        self.estimated_seconds: float | None = None

    def following(self) -> Stretch | None:
        """Read the next stretch; None if there is none.

        Raises AudioUnreadableError, DecoderLostError, and the errors of the storage.
        """
        with self._lock:
            return next(self._reading, None)

    def stop(self) -> None:
        """End the work of other threads, also that of a process that is stuck."""
        self._stopped.set()
        self._interruption()

    def check_stopped(self) -> None:
        """Raise UnavailableError if nobody waits any longer."""
        if self._stopped.is_set():
            raise UnavailableError("Nobody waits for this any longer.")

    def close(self) -> None:
        """Close the file and release the process, once no other thread uses them."""
        with self._lock:
            self._reading.close()

    def _stretches(self) -> Generator[Stretch, None, None]:
        request = self._request
        with (
            self._open_audio() as file,
            self._processes.acquire() as process,
            self._interruption.ends(process.interrupt),
        ):
            try:
                recording = open_spoken(
                    process,
                    file,
                    request.track,
                    _one_row(request.channels),
                    check_cancelled=self.check_stopped,
                )
                self.estimated_seconds = recording.estimated_seconds
                yield from stretches(self._blocks(recording), request.resume_after)
            except UnsupportedAudioError as error:
                raise AudioUnreadableError(str(error)) from error
            if not recording.samples:
                raise AudioUnreadableError(
                    "No sound in this file could be decoded. It may be damaged or cut off; export "
                    "it again, or take another copy."
                )

    def _blocks(self, recording: Recording) -> Iterator[Samples]:
        for rows in recording.blocks():
            self.check_stopped()
            yield rows[0]


def _one_row(channels: Channels) -> Channels:
    """Mix channels that are transcribed separately."""
    return Channels.MIX if channels is Channels.SEPARATE else channels
