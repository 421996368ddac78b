"""Windows: at most 30 s of sound that the model hears at once, and where each part came from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np

from adapters.whisper.sound.pcm import SAMPLE_RATE_HZ, Samples, seconds
from adapters.whisper.speech.spans import Span, SpeechSpans
from adapters.whisper.speech.tape import Tape
from adapters.whisper.speech.voice import VoiceDetector
from domain.options import VoiceActivity

WINDOW_SAMPLES: Final = 30 * SAMPLE_RATE_HZ
# Without voice detection a window ends at the quietest tenth of a second of its last ten seconds.
_SEARCHED_SAMPLES: Final = 10 * SAMPLE_RATE_HZ
_QUIET_SAMPLES: Final = SAMPLE_RATE_HZ // 10


@dataclass(frozen=True)
class Window:
    """The `index`-th window of a recording, and the spans of it that it was put together from.

    Where channels are heard each for itself, `channel` is the one it was cut from, counted from 1,
    and only a window that `closes` has nothing before its end that is still to come.
    """

    index: int
    spans: tuple[Span, ...]
    channel: int | None = None
    closes: bool = True

    @property
    def seconds(self) -> float:
        """How long its sound is, silences between its spans left out."""
        return seconds(sum(span.samples for span in self.spans))

    @property
    def position(self) -> float:
        """Where in the recording it ends, in seconds: all before is heard once this window is."""
        return seconds(self.spans[-1].end)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(span.samples for span in self.spans))

    def original_time(self, at: float, *, ends: bool = False) -> float:
        """Tell where in the recording a moment of the window lies, both in seconds.

        A moment on the seam of two spans belongs to the later one, unless something `ends` there.
        Rounded to 0.01 s, as timestamps in faster-whisper are.
        """
        return self._in_span(self._span_at(at, ends=ends), at)

    def original_times(self, start: float, end: float) -> tuple[float, float]:
        """Do so for a word, which keeps to the span that its middle lies in."""
        span = self._span_at((start + end) / 2, ends=False)
        return self._in_span(span, start), self._in_span(span, end)

    def _span_at(self, at: float, *, ends: bool) -> int:
        sample = round(at * SAMPLE_RATE_HZ)
        index = bisect_right(self._ends, sample - 1 if ends else sample)
        return min(index, len(self.spans) - 1)

    def _in_span(self, index: int, at: float) -> float:
        span = self.spans[index]
        offset = at * SAMPLE_RATE_HZ - (self._ends[index] - span.samples)
        inside = min(max(offset, 0.0), float(span.samples))
        return round(float(span.start + inside) / SAMPLE_RATE_HZ, 2)


@dataclass(frozen=True, eq=False, slots=True)
class Excerpt:
    """A window with its sound."""

    window: Window
    audio: Samples


def spoken_windows(
    blocks: Iterable[Samples], options: VoiceActivity, *, filled_to: int = WINDOW_SAMPLES
) -> Iterator[Excerpt]:
    """Leave out silence and fill windows with what was said, cut only where nobody speaks."""
    cutter = SpokenCutter(options, filled_to=filled_to)
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


class SpokenCutter:
    """Leaves out silence and fills windows with what was said, cut only where nobody speaks.

    A span of speech that is longer than `filled_to` samples, and shorter than 30 s as all are, has
    a window to itself.

    The spans and their grouping are those of faster-whisper's batched pipeline; that library then
    loses track of the span that opens each further window, which is not done here.
    """

    def __init__(self, options: VoiceActivity, *, filled_to: int = WINDOW_SAMPLES) -> None:
        self._detector = VoiceDetector()
        self._spans = SpeechSpans(options)
        self._tape = Tape()
        self._filling = Filling(filled_to)

    @property
    def pending_from(self) -> int:
        """The earliest sample that a window still to come may hold."""
        start = self._filling.start
        return self._spans.needed_from if start is None else start

    def feed(self, block: Samples) -> Iterator[Excerpt]:
        """Take the next samples; give the windows that are full."""
        self._tape.append(block)
        for span in self._spans.feed(self._detector.feed(block)):
            yield from self._filling.add(span, self._tape)
        self._tape.forget(self._spans.needed_from)

    def flush(self) -> Iterator[Excerpt]:
        """Give what waits for its window to be filled, however full that is."""
        return self._filling.flush()

    def finish(self) -> Iterator[Excerpt]:
        """Give what is left at the end of the recording."""
        for span in self._spans.finish(self._detector.finish(), self._tape.end):
            yield from self._filling.add(span, self._tape)
        yield from self._filling.flush()


class Filling:
    """The window that is being filled with spans."""

    def __init__(self, limit: int = WINDOW_SAMPLES) -> None:
        self._limit = limit
        self._index = 0
        self._spans: list[Span] = []
        self._parts: list[Samples] = []

    @property
    def start(self) -> int | None:
        """Where the first span begins that waits; None where none does."""
        return self._spans[0].start if self._spans else None

    def add(self, span: Span, tape: Tape) -> Iterator[Excerpt]:
        """Put a span in; one that does not fit opens the next window."""
        if sum(len(part) for part in self._parts) + span.samples > self._limit:
            yield from self.flush()
        self._spans.append(span)
        self._parts.append(tape.cut(span))

    def flush(self) -> Iterator[Excerpt]:
        """Give the window, however full it is."""
        if self._spans:
            window = Window(self._index, tuple(self._spans))
            yield Excerpt(window, np.concatenate(self._parts))
            self._index += 1
            self._spans, self._parts = [], []


def unbroken_windows(blocks: Iterable[Samples]) -> Iterator[Excerpt]:
    """Cut all of the recording into windows, each at the quietest point near its 30 s."""
    cutter = UnbrokenCutter()
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


class UnbrokenCutter:
    """Cuts all of the recording into windows, each at the quietest point near its 30 s.

    The library's way without voice detection is to let each window begin where the model's last
    timestamp ended. Then no window can begin before the one before it is transcribed, so one
    recording could never use more than one lane, and where it is cut depends on the model's luck.
    """

    def __init__(self) -> None:
        self._tape = Tape()
        self._start = 0
        self._index = 0

    def feed(self, block: Samples) -> Iterator[Excerpt]:
        """Take the next samples; give the windows that are full."""
        self._tape.append(block)
        while self._tape.end - self._start > WINDOW_SAMPLES:
            searched = Span(self._start, self._start + WINDOW_SAMPLES)
            yield self._window(self._start + _quietest_end(self._tape.cut(searched)))

    def finish(self) -> Iterator[Excerpt]:
        """Give what is left at the end of the recording."""
        if self._tape.end > self._start:
            yield self._window(self._tape.end)

    def _window(self, end: int) -> Excerpt:
        span = Span(self._start, end)
        excerpt = Excerpt(Window(self._index, (span,)), self._tape.cut(span))
        self._start, self._index = end, self._index + 1
        self._tape.forget(end)
        return excerpt


def _quietest_end(audio: Samples) -> int:
    """Find the middle of the quietest tenth of a second in the last part of a full window."""
    first = len(audio) - _SEARCHED_SAMPLES
    tenths = audio[first:].reshape(-1, _QUIET_SAMPLES)
    quietest = int(np.argmin(np.square(tenths).sum(axis=1)))
    return first + quietest * _QUIET_SAMPLES + _QUIET_SAMPLES // 2
