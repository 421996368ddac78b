"""One decoding process, as the service sees it."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import SEEK_END, BytesIO
from typing import BinaryIO, Final

from adapters.sound.processes.failures import crashed
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.messages import Examine, Found, Open, Opened
from adapters.sound.processes.process_connection import ProcessConnection
from adapters.sound.processes.recording import Recording
from adapters.sound.threads import NICE_STEPS
from application.ports.probe import SoundTrack
from domain.errors.capacity import DecoderLostError
from domain.errors.transcription import AudioUnreadableError
from domain.errors.uploads import UnsupportedAudioError
from domain.options import Channels

# FFmpeg may leak a little with every file; after this many a process is replaced.
_MOST_FILES: Final = 200
_MOST_NICE: Final = 19
_TOO_MUCH: Final = (
    "Examining the file took too long or too much memory. It may be damaged; export it again."
)


def _never_cancelled() -> None:
    pass


class DecodingProcess:
    """Examines or decodes one file at a time, until a file exceeds its limits."""

    def __init__(self, limits: DecodingLimits) -> None:
        self._limits = limits
        self._connection = ProcessConnection(limits.memory_bytes, limits.silent_seconds)
        self._files = 0

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._connection.pid

    @property
    def used_up(self) -> bool:
        """Whether it cannot be used again: it ended, owes an answer, or has read many files."""
        return self._files >= _MOST_FILES or not self._connection.usable

    def wait_until_ready(self) -> None:
        """Wait until it has started. Raises what ProcessConnection.answer raises."""
        self._connection.answer(BytesIO())

    def examine(self, file: BinaryIO, track: int | None = None) -> SoundTrack:
        """Describe the sound track with this number, or the one that is chosen.

        Raises UnsupportedAudioError, and any error of reading the file. After an error of reading
        the process cannot be used again, since it still waits for bytes of this file.
        """
        self._files += 1
        request = Examine(file.seek(0, SEEK_END), self._limits.cpu_seconds, track)
        try:
            self._connection.request(request)
            answer = self._connection.answer(file, seconds=self._limits.seconds)
        except (AudioUnreadableError, DecoderLostError) as error:
            raise UnsupportedAudioError(_TOO_MUCH) from error
        if not isinstance(answer, Found):
            raise UnsupportedAudioError(_TOO_MUCH)
        return answer.track

    def open(
        self,
        file: BinaryIO,
        track: int | None = None,
        channels: Channels = Channels.MIX,
        start_seconds: float = 0.0,
        *,
        check_cancelled: Callable[[], None] = _never_cancelled,
    ) -> Recording:
        """Open a recording to decode it, from a time on.

        Opening and decoding raise what ProcessConnection.answer raises. `check_cancelled` is called
        twice a second while waiting for the process; its errors come out.
        """
        self._files += 1
        size_bytes = file.seek(0, SEEK_END)
        saved = self._limits.saved_cpu_seconds
        self._connection.request(Open(size_bytes, saved, track, channels, start_seconds))
        answer = self._connection.answer(file, check_cancelled=check_cancelled)
        if not isinstance(answer, Opened):
            raise crashed()
        return Recording(self._connection, file, answer, check_cancelled)

    def lower_priority(self) -> None:
        """Lower its priority. That cannot be undone, so this file is its last."""
        self._files = _MOST_FILES
        if sys.platform == "linux":
            with suppress(OSError):  # it may have ended just now
                steps = os.getpriority(os.PRIO_PROCESS, self.pid) + NICE_STEPS
                os.setpriority(os.PRIO_PROCESS, self.pid, min(steps, _MOST_NICE))

    def interrupt(self) -> None:
        """End the process, from any thread; one that waits for an answer gets DecoderLostError."""
        self._connection.end()

    def close(self) -> None:
        """End the process and release everything that belongs to it."""
        self._connection.close()
