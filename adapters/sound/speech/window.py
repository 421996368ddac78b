"""A window: at most 30 s of sound that the model hears at once, and where each part came from."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples, seconds
from adapters.sound.speech.spans import Span

WINDOW_SAMPLES: Final = 30 * SAMPLE_RATE_HZ


@dataclass(frozen=True)
class Window:
    """The `index`-th window of a recording.

    `spans` are the parts of the recording that it was put together from. `speech` is where speech
    was detected in them, with its padding; empty where nobody looked for speech.

    Where channels are heard each for itself, `channel` is the one it was cut from, counted from 1,
    and only a window that `closes` has nothing before its end that is still to come.
    """

    index: int
    spans: tuple[Span, ...]
    speech: tuple[Span, ...] = ()
    channel: int | None = None
    closes: bool = True

    @property
    def seconds(self) -> float:
        """How long its sound is, without what was left out between its spans."""
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

        A moment between two spans belongs to the later one, unless something `ends` there.
        Rounded to 0.01 s, as timestamps in faster-whisper are.
        """
        return self._in_span(self._span_at(at, ends=ends), at)

    def original_times(self, start: float, end: float) -> tuple[float, float]:
        """Do so for a word, which keeps to the span that its middle lies in."""
        span = self._span_at((start + end) / 2, ends=False)
        return self._in_span(span, start), self._in_span(span, end)

    def inner_time(self, sample: int) -> float:
        """Tell where in the window a sample of the recording lies, in seconds.

        One that was left out lies where the next span begins.
        """
        before = 0
        for span in self.spans:
            if sample < span.end:
                return seconds(before + max(0, sample - span.start))
            before += span.samples
        return seconds(before)

    def breaks(self) -> list[float]:
        """Give the moments of the window, in seconds, at which sound was left out."""
        return [seconds(end) for end in self._ends[:-1]]

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
