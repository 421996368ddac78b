"""Cut parts out of a stream of blocks, and keep the times of the whole recording."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.sound.media.channels import Rows
from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Excerpt
from domain.clips import Clip


class Clipper:
    """Reads the blocks of a recording from a sample on, once, and yields parts of them in order."""

    def __init__(self, blocks: Iterator[Rows], begins_at: int) -> None:
        self._blocks = blocks
        self._rest: Rows | None = None
        self.position = begins_at
        self.ended = False

    def blocks_of(self, clip: Clip) -> Iterator[Rows]:
        """Yield the sound of a clip, which must not begin before the end of the last one."""
        start, end = samples(clip.start), None if clip.end is None else samples(clip.end)
        while (end is None or self.position < end) and (block := self._next()) is not None:
            first, self.position = self.position, self.position + block.shape[1]
            if end is not None and self.position > end:
                self._rest, self.position = block[:, end - first :], end
                block = block[:, : end - first]
            if self.position > start:
                yield block[:, max(0, start - first) :]

    def _next(self) -> Rows | None:
        block, self._rest = self._rest, None
        if block is None:
            block = next(self._blocks, None)
            self.ended = block is None
        return block


def samples(seconds: float) -> int:
    """Return the sample at a time."""
    return round(seconds * SAMPLE_RATE_HZ)


def moved(excerpt: Excerpt, by: int, index: int) -> Excerpt:
    """Give an excerpt of a clip its place in the recording, this many samples later."""
    window = replace(
        excerpt.window,
        index=index,
        spans=_moved(excerpt.window.spans, by),
        speech=_moved(excerpt.window.speech, by),
    )
    return replace(excerpt, window=window)


def _moved(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in spans)
