"""Put spans of speech together into windows that the model hears at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.spans import Span
from adapters.sound.speech.tape import Tape
from adapters.sound.speech.window import Excerpt, Window

# Pauses are part of how people speak: a model that hears sentences joined without them loses some.
# So up to a second of each stays in the window; of a longer one, half a second on either side.
KEPT_PAUSE_SAMPLES: Final = SAMPLE_RATE_HZ
_HALF_PAUSE: Final = KEPT_PAUSE_SAMPLES // 2
# Pauses longer than this are equally good places to end a window.
_LONG_PAUSE: Final = 2 * SAMPLE_RATE_HZ


@dataclass(frozen=True, eq=False, slots=True)
class _Held:
    """A span of speech that waits for its window, with the pause before it as far as it is kept."""

    span: Span
    pause_samples: int
    pause: tuple[Span, ...]
    pause_audio: Samples
    audio: Samples


class Filling:
    """Gathers spans until no more fit into a window of `limit` samples, then ends it at a pause.

    A window ends at the longest pause in its second half, or with `latest` at the last one: then
    no more than one span is left for the next. A span that is longer than `limit` samples, and
    shorter than 30 s as all are, has a window to itself.
    """

    def __init__(self, limit: int, *, latest: bool = False) -> None:
        self._limit = limit
        self._latest = latest
        self._index = 0
        self._held: list[_Held] = []
        self._pause_audio: Samples | None = None

    @property
    def start(self) -> int | None:
        """Where the first span begins that waits; None where none does."""
        return self._held[0].span.start if self._held else None

    @property
    def needed_from(self) -> int | None:
        """The first sample that must stay on the tape for the pause behind the last span."""
        return self._held[-1].span.end if self._held and self._pause_audio is None else None

    def pass_time(self, tape: Tape) -> None:
        """Copy the pause behind the last span as soon as all of it that may be kept is there."""
        start = self.needed_from
        if start is not None and tape.end >= start + KEPT_PAUSE_SAMPLES:
            self._pause_audio = tape.cut(Span(start, start + KEPT_PAUSE_SAMPLES))

    def add(self, span: Span, tape: Tape) -> Iterator[Excerpt]:
        """Take the next span; where it does not fit any more, give the window that is full."""
        self._held.append(self._hold(span, tape))
        self._pause_audio = None
        while len(self._held) > 1 and _size(self._held) > self._limit:
            yield self._window(self._best_end())

    def flush(self) -> Iterator[Excerpt]:
        """Give what is left as the last window."""
        if self._held:
            yield self._window(len(self._held))
        self._pause_audio = None

    def _hold(self, span: Span, tape: Tape) -> _Held:
        if not self._held:
            return _Held(span, 0, (), _NOTHING, tape.cut(span))
        end = self._held[-1].span.end
        pause = span.start - end
        if pause <= KEPT_PAUSE_SAMPLES:
            kept = self._behind(end, pause, tape)
            return _Held(span, pause, (Span(end, span.start),), kept, tape.cut(span))
        before = Span(span.start - _HALF_PAUSE, span.start)
        kept = np.concatenate([self._behind(end, _HALF_PAUSE, tape), tape.cut(before)])
        pieces = (Span(end, end + _HALF_PAUSE), before)
        return _Held(span, pause, pieces, kept, tape.cut(span))

    def _behind(self, end: int, samples: int, tape: Tape) -> Samples:
        """Give the first samples of the pause that begins at `end`."""
        if self._pause_audio is not None:
            return self._pause_audio[:samples]
        return tape.cut(Span(end, end + samples))

    def _best_end(self) -> int:
        """Choose how many of the held spans, the last one excepted, go into the next window."""
        counts = range(1, len(self._held))
        return counts[-1] if self._latest else max(counts, key=self._fitness)

    def _fitness(self, count: int) -> tuple[bool, int, int]:
        size = _size(self._held[:count])
        pause = min(self._held[count].pause_samples, _LONG_PAUSE)
        return size >= self._limit // 2, pause, size

    def _window(self, count: int) -> Excerpt:
        taken, self._held = self._held[:count], self._held[count:]
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


def _size(held: Iterable[_Held]) -> int:
    """Count the samples of a window; the pause before its first span is not part of it."""
    first, *others = held
    return len(first.audio) + sum(len(each.audio) + len(each.pause_audio) for each in others)


def _merged(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Join pieces that follow each other without a break."""
    merged: list[Span] = []
    for piece in pieces:
        if merged and merged[-1].end == piece.start:
            merged[-1] = Span(merged[-1].start, piece.end)
        elif piece.samples:
            merged.append(piece)
    return tuple(merged)
