"""The most recent samples of a recording, addressed by their position in the whole."""

from collections import deque

import numpy as np

from adapters.sound.pcm import Samples
from adapters.sound.speech.spans import Span


class RecentAudio:
    """Keeps blocks of samples until they are dropped, which frees their memory."""

    def __init__(self) -> None:
        self._blocks: deque[tuple[int, Samples]] = deque()
        self.end = 0

    def append(self, block: Samples) -> None:
        """Append the next samples."""
        self._blocks.append((self.end, block))
        self.end += len(block)

    def cut(self, span: Span) -> Samples:
        """Copy a span; all of it must have been appended and not dropped."""
        parts = [
            block[max(0, span.start - at) : max(0, span.end - at)] for at, block in self._blocks
        ]
        audio = np.concatenate(parts)
        if len(audio) != span.samples:
            raise IndexError(f"{span} was dropped or not appended yet")
        return audio

    def drop_before(self, before: int) -> None:
        """Drop the blocks that end at or before this sample."""
        while self._blocks and self._blocks[0][0] + len(self._blocks[0][1]) <= before:
            self._blocks.popleft()
