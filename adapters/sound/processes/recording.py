"""A recording that a process decodes, as whoever listens to it sees it."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import numpy as np

from adapters.sound.media.channels import MOST_SEPARATE, Rows
from adapters.sound.pcm import BLOCK_SAMPLES, seconds
from adapters.sound.processes.failures import crashed
from adapters.sound.processes.line import Line
from adapters.sound.processes.messages import Finished, GoOn, Opened, Sound

# A block is longer than two seconds by no more than what one packet adds.
_LONGEST_BLOCK: Final = 4 * BLOCK_SAMPLES
_SAMPLE_BYTES: Final = 4


class Recording:
    """A sound track that is open in a process, and all that is known of it.

    `number` counts the sound tracks from 1, and `tracks` says how many there are. Each of the
    tracks `eligible` could be meant; where there are several, nothing is decoded.
    """

    def __init__(
        self, line: Line, file: BinaryIO, opened: Opened, look_up: Callable[[], None]
    ) -> None:
        self._line = line
        self._file = file
        self._look_up = look_up
        self._finished: Finished | None = None
        self.number = opened.number
        self.tracks = opened.tracks
        self.eligible = opened.eligible
        self.rows = opened.rows
        self.samples = 0

    @property
    def finished(self) -> Finished:
        """What is known once all of it was decoded."""
        if self._finished is None:
            raise RuntimeError("the recording is not decoded yet")
        return self._finished

    @property
    def decoded_seconds(self) -> float:
        """How long it was up to here, silence for gaps included."""
        return seconds(self.samples)

    def blocks(self) -> Iterator[Rows]:
        """Give it in blocks of about two seconds, a row for each channel that is heard.

        The process decodes the next block while this one is in use, so whoever wants no more of
        them has to `stop` it, or else it can do nothing else. Raises what Line.answer raises.
        """
        self._line.say(GoOn())
        while (block := self._next()) is not None:
            self._line.say(GoOn())
            yield block

    def stop(self) -> None:
        """Wait for the block that nobody wants any more, so that another file can be opened."""
        if self._finished is None:
            self._next()

    def _next(self) -> Rows | None:
        answer = self._line.answer(self._file, look_up=self._look_up)
        if isinstance(answer, Finished):
            self._finished = answer
            return None
        if not isinstance(answer, Sound) or not self._is_plausible(answer):
            raise crashed()
        content = self._line.samples(answer.rows * answer.samples * _SAMPLE_BYTES)
        self.samples += answer.samples
        return np.frombuffer(content, dtype=np.float32).reshape(answer.rows, answer.samples)

    def _is_plausible(self, sound: Sound) -> bool:
        return sound.rows == self.rows <= MOST_SEPARATE and 0 < sound.samples <= _LONGEST_BLOCK
