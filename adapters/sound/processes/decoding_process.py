"""One process that decodes, as the service sees it."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import SEEK_END, BytesIO
from typing import BinaryIO, Final

from adapters.sound.processes.failures import crashed
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.line import Line
from adapters.sound.processes.messages import Found, LookInto, Open, Opened
from adapters.sound.processes.recording import Recording
from adapters.sound.threads import STEPS_BACK
from application.ports.probe import SoundTrack
from domain.errors import AudioUnreadableError, DecoderLostError, UnsupportedAudioError
from domain.options import Channels

# FFmpeg may leak a little with every file; one that has seen so many makes room for a fresh one.
_MOST_FILES: Final = 200
_LEAST_POLITE: Final = 19
_TOO_MUCH: Final = (
    "The file took too long or too much memory to look into. It may be damaged; export it again."
)


def _nobody_minds() -> None:
    pass


class DecodingProcess:
    """Looks into or decodes one file at a time, until one is too much for it."""

    def __init__(self, limits: DecodingLimits) -> None:
        self._limits = limits
        self._line = Line(limits.memory_bytes, limits.silent_seconds)
        self._files = 0

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._line.pid

    @property
    def spent(self) -> bool:
        """Whether it is of no further use: it ended, owes an answer, or has seen many files."""
        return self._files >= _MOST_FILES or not self._line.usable

    def wait_until_ready(self) -> None:
        """Wait for it to have started. Raises what Line.answer raises."""
        self._line.answer(BytesIO())

    def examine(self, file: BinaryIO, track: int | None = None) -> SoundTrack:
        """Describe the sound track with this number, or the one that is chosen.

        Raises UnsupportedAudioError, and what reading the file raises; in between two answers of
        the process that ends it, for it would take the next file for this one.
        """
        self._files += 1
        wish = LookInto(file.seek(0, SEEK_END), self._limits.cpu_seconds, track)
        try:
            self._line.say(wish)
            answer = self._line.answer(file, seconds=self._limits.seconds)
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
        *,
        look_up: Callable[[], None] = _nobody_minds,
    ) -> Recording:
        """Open a recording to decode it; raises what Line.answer raises, as does decoding it.

        `look_up` is called twice a second while the process is waited for; what it raises comes
        out.
        """
        self._files += 1
        size_bytes = file.seek(0, SEEK_END)
        self._line.say(Open(size_bytes, self._limits.saved_cpu_seconds, track, channels))
        answer = self._line.answer(file, look_up=look_up)
        if not isinstance(answer, Opened):
            raise crashed()
        return Recording(self._line, file, answer, look_up)

    def step_back(self) -> None:
        """Let everybody else go first. That cannot be undone, so this is its last file."""
        self._files = _MOST_FILES
        if sys.platform == "linux":
            with suppress(OSError):  # it may just have ended
                steps = os.getpriority(os.PRIO_PROCESS, self.pid) + STEPS_BACK
                os.setpriority(os.PRIO_PROCESS, self.pid, min(steps, _LEAST_POLITE))

    def interrupt(self) -> None:
        """End the process, from any thread; whoever waits for its answer is told it was lost."""
        self._line.end()

    def dismiss(self) -> None:
        """End the process and leave nothing of it."""
        self._line.hang_up()
