"""Find gaps: detected speech that no word covers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.recognition.words import AlignedWord

SHORTEST_GAP_SECONDS: Final = 1.0
"""Speech without words is decoded again, and reported, if it is at least this long."""

# This much before and after a word is counted as covered by it.
_AROUND_WORD_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Interval:
    """A part of a window, in seconds from its start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


def speech_in(window: Window, padding_seconds: float) -> list[Interval]:
    """Return the intervals of a window in which speech was detected, without their padding.

    Spans that follow each other without a pause share the silence between them, so only their outer
    edges are padded.
    """
    found: list[Interval] = []
    for span in _joined(window.speech):
        start = window.inner_time(span.start) + padding_seconds
        end = window.inner_time(span.end) - padding_seconds
        if end > start:
            found.append(Interval(start, end))
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end < SAMPLE_RATE_HZ // 100:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def find_gaps(
    speech: Sequence[Interval],
    words: Sequence[AlignedWord],
    *,
    shortest: float = SHORTEST_GAP_SECONDS,
) -> list[Interval]:
    """Return the parts of the speech that no word covers, of at least `shortest` seconds."""
    covered = sorted(_covered(words), key=lambda each: each.start)
    found = [gap for each in speech for gap in _without(each, covered)]
    return [gap for gap in found if gap.seconds >= shortest]


def _covered(words: Sequence[AlignedWord]) -> Iterator[Interval]:
    """Yield what each word can cover: of a word that is too long, only its two ends.

    The alignment assigns all sound to some word, so a word beside a gap extends over it.
    """
    for word in words:
        longest = word.longest_seconds
        start, end = word.start - _AROUND_WORD_SECONDS, word.end + _AROUND_WORD_SECONDS
        if word.seconds <= longest:
            yield Interval(start, end)
        else:
            yield Interval(start, word.start + longest / 2)
            yield Interval(word.end - longest / 2, end)


def _without(speech: Interval, covered: Sequence[Interval]) -> Iterator[Interval]:
    at = speech.start
    for each in covered:
        if each.start > at:
            yield Interval(at, min(each.start, speech.end))
        at = max(at, each.end)
        if at >= speech.end:
            return
    yield Interval(at, speech.end)
