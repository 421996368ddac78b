"""Combine spans of speech into windows for the model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.recent_audio import RecentAudio
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Excerpt, Window

# Pauses are part of speech: if sentences are joined without them, the model drops some. So up to a
# second of each pause stays in the window; of a longer pause, half a second on either side.
KEPT_PAUSE_SAMPLES: Final = SAMPLE_RATE_HZ
_HALF_PAUSE: Final = KEPT_PAUSE_SAMPLES // 2
# All pauses longer than this are equally good to end a window at.
_LONG_PAUSE: Final = 2 * SAMPLE_RATE_HZ


@dataclass(frozen=True, eq=False, slots=True)
class _PendingSpan:
    """A span of speech that waits for its window, with the kept part of the pause before it."""

    span: Span
    pause_samples: int
    pause: tuple[Span, ...]
    pause_audio: Samples
    audio: Samples


class WindowFiller:
    """Gathers spans until no more fit into a window of `limit` samples, then ends it at a pause.

    A window ends at the longest pause in its second half, or with `latest` at the last one: then at
    most one span is left for the next window. A span that is longer than `limit` samples (all are
    shorter than 30 s) gets a window of its own.
    """

    def __init__(self, limit: int, *, latest: bool = False) -> None:
        self._limit = limit
        self._latest = latest
        self._index = 0
        self._pending: list[_PendingSpan] = []
        self._pause_audio: Samples | None = None

    @property
    def start(self) -> int | None:
        """The start of the first pending span; None if there is none."""
        return self._pending[0].span.start if self._pending else None

    @property
    def needed_from(self) -> int | None:
        """The first sample that is still needed for the pause after the last span."""
        return self._pending[-1].span.end if self._pending and self._pause_audio is None else None

    def keep_pause(self, recent: RecentAudio) -> None:
        """Copy the pause after the last span as soon as all of the kept part is there."""
        start = self.needed_from
        if start is not None and recent.end >= start + KEPT_PAUSE_SAMPLES:
            self._pause_audio = recent.cut(Span(start, start + KEPT_PAUSE_SAMPLES))

    def add(self, span: Span, recent: RecentAudio) -> Iterator[Excerpt]:
        """Add the next span; if it does not fit any more, yield the window that is full."""
        self._pending.append(self._pending_span(span, recent))
        self._pause_audio = None
        while len(self._pending) > 1 and _size(self._pending) > self._limit:
            yield self._window(self._best_end())

    def flush(self) -> Iterator[Excerpt]:
        """Yield the pending spans as the last window."""
        if self._pending:
            yield self._window(len(self._pending))
        self._pause_audio = None

    def _pending_span(self, span: Span, recent: RecentAudio) -> _PendingSpan:
        if not self._pending:
            return _PendingSpan(span, 0, (), _NOTHING, recent.cut(span))
        end = self._pending[-1].span.end
        pause = span.start - end
        if pause <= KEPT_PAUSE_SAMPLES:
            kept = self._pause_after(end, pause, recent)
            return _PendingSpan(span, pause, (Span(end, span.start),), kept, recent.cut(span))
        before = Span(span.start - _HALF_PAUSE, span.start)
        kept = np.concatenate([self._pause_after(end, _HALF_PAUSE, recent), recent.cut(before)])
        pieces = (Span(end, end + _HALF_PAUSE), before)
        return _PendingSpan(span, pause, pieces, kept, recent.cut(span))

    def _pause_after(self, end: int, samples: int, recent: RecentAudio) -> Samples:
        """Return the first samples of the pause that begins at `end`."""
        if self._pause_audio is not None:
            return self._pause_audio[:samples]
        return recent.cut(Span(end, end + samples))

    def _best_end(self) -> int:
        """Choose how many of the pending spans, but never all, go into the next window."""
        counts = range(1, len(self._pending))
        return counts[-1] if self._latest else max(counts, key=self._fitness)

    def _fitness(self, count: int) -> tuple[bool, int, int]:
        size = _size(self._pending[:count])
        pause = min(self._pending[count].pause_samples, _LONG_PAUSE)
        return size >= self._limit // 2, pause, size

    def _window(self, count: int) -> Excerpt:
        taken, self._pending = self._pending[:count], self._pending[count:]
        pieces = [taken[0].span]
        for each in taken[1:]:
            pieces += [*each.pause, each.span]
        window = Window(self._index, _merged(pieces), tuple(each.span for each in taken))
        self._index += 1
        parts = [taken[0].audio]
        for each in taken[1:]:
            parts += [each.pause_audio, each.audio]
        return Excerpt(window, np.concatenate(parts))


_NOTHING: Final = np.zeros(0, dtype=np.float32)


def _size(held: Iterable[_PendingSpan]) -> int:
    """Count the samples of a window, without the pause before its first span."""
    first, *others = held
    return len(first.audio) + sum(len(each.audio) + len(each.pause_audio) for each in others)


def _merged(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that follow each other without a break."""
    merged: list[Span] = []
    for piece in pieces:
        if merged and merged[-1].end == piece.start:
            merged[-1] = Span(merged[-1].start, piece.end)
        elif piece.samples:
            merged.append(piece)
    return tuple(merged)
