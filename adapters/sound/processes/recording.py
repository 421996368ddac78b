"""A recording that is decoded in another process."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import numpy as np

from adapters.sound.media.channels import MOST_SEPARATE, Rows
from adapters.sound.pcm import BLOCK_SAMPLES, seconds
from adapters.sound.processes.failures import crashed
from adapters.sound.processes.messages import Finished, NextBlock, Opened, Sound
from adapters.sound.processes.process_connection import ProcessConnection

# A block exceeds two seconds by less than one packet.
_LONGEST_BLOCK: Final = 4 * BLOCK_SAMPLES
_SAMPLE_BYTES: Final = 4


class Recording:
    """A sound track that is open in a process, and all that is known of it.

    `number` counts the sound tracks from 1, and `tracks` is how many there are. `eligible` are all
    tracks that the caller may have meant; if there are several, nothing is decoded.
    `estimated_seconds` is its length by the container, which may be wrong.
    """

    def __init__(
        self,
        connection: ProcessConnection,
        file: BinaryIO,
        opened: Opened,
        check_cancelled: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._file = file
        self._check_cancelled = check_cancelled
        self._finished: Finished | None = None
        self.number = opened.number
        self.tracks = opened.tracks
        self.eligible = opened.eligible
        self.rows = opened.rows
        self.estimated_seconds = opened.estimated_seconds
        self.samples = 0

    @property
    def finished(self) -> Finished:
        """What is known once all of it was decoded."""
        if self._finished is None:
            raise RuntimeError("the recording is not decoded yet")
        return self._finished

    @property
    def decoded_seconds(self) -> float:
        """Its length so far, with the silence in gaps."""
        return seconds(self.samples)

    def blocks(self) -> Iterator[Rows]:
        """Yield blocks of about two seconds, with a row for each selected channel.

        The process decodes the next block while this one is in use. A caller that needs no more
        blocks must call `stop`, or the process cannot be used again. Raises what
        ProcessConnection.answer raises.
        """
        self._connection.request(NextBlock())
        while (block := self._next()) is not None:
            self._connection.request(NextBlock())
            yield block

    def stop(self) -> None:
        """Wait for the block that is being decoded, so that another file can be opened."""
        if self._finished is None:
            self._next()

    def _next(self) -> Rows | None:
        answer = self._connection.answer(self._file, check_cancelled=self._check_cancelled)
        if isinstance(answer, Finished):
            self._finished = answer
            return None
        if not isinstance(answer, Sound) or not self._is_plausible(answer):
            raise crashed()
        content = self._connection.samples(answer.rows * answer.samples * _SAMPLE_BYTES)
        self.samples += answer.samples
        return np.frombuffer(content, dtype=np.float32).reshape(answer.rows, answer.samples)

    def _is_plausible(self, sound: Sound) -> bool:
        return sound.rows == self.rows <= MOST_SEPARATE and 0 < sound.samples <= _LONGEST_BLOCK
