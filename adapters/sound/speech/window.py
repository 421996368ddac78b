"""A window: at most 30 s of sound for the model, and where each part of it came from."""

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

    `spans` are the parts of the recording in it. `speech` is where speech was detected in them,
    with its padding; empty if speech was not detected.

    If channels are separate, `channel` is the one that it was cut from, counted from 1. A window
    that `closes` ends a group: no later window has sound before its end.
    """

    index: int
    spans: tuple[Span, ...]
    speech: tuple[Span, ...] = ()
    channel: int | None = None
    closes: bool = True

    @property
    def seconds(self) -> float:
        """The length of its sound, without the parts that were left out."""
        return seconds(sum(span.samples for span in self.spans))

    @property
    def position(self) -> float:
        """Where it ends in the recording, in seconds: all before that is done with this window."""
        return seconds(self.spans[-1].end)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(span.samples for span in self.spans))

    def original_time(self, at: float, *, ends: bool = False) -> float:
        """Convert a time in the window to one in the recording, both in seconds.

        A time between two spans belongs to the later one, unless something `ends` there. Rounded to
        0.01 s, as timestamps in faster-whisper are.
        """
        return self._in_span(self._span_at(at, ends=ends), at)

    def original_times(self, start: float, end: float) -> tuple[float, float]:
        """Convert the times of a word, which stays in the span that holds its middle."""
        span = self._span_at((start + end) / 2, ends=False)
        return self._in_span(span, start), self._in_span(span, end)

    def inner_time(self, sample: int) -> float:
        """Convert a sample of the recording to a time in the window, in seconds.

        A sample that was left out gets the time at which the next span begins.
        """
        before = 0
        for span in self.spans:
            if sample < span.end:
                return seconds(before + max(0, sample - span.start))
            before += span.samples
        return seconds(before)

    def breaks(self) -> list[float]:
        """Return the times in the window, in seconds, at which sound was left out."""
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
