"""Find detected speech that no word covers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.recognition.words import AlignedWord

SHORTEST_HOLE_SECONDS: Final = 1.0
"""Speech without words is worth a second look, and a warning, from this length on."""

# Between two words, and beside a pause, so much belongs to them.
_AROUND_WORD_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a window, in seconds from its start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


def speech_in(window: Window, padding_seconds: float) -> list[Stretch]:
    """Give where speech was detected in a window, without the padding around it.

    Spans that follow each other without a pause share the silence between them, so only their
    outer edges are padded.
    """
    found: list[Stretch] = []
    for span in _joined(window.speech):
        start = window.inner_time(span.start) + padding_seconds
        end = window.inner_time(span.end) - padding_seconds
        if end > start:
            found.append(Stretch(start, end))
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end < SAMPLE_RATE_HZ // 100:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def holes(
    speech: Sequence[Stretch],
    words: Sequence[AlignedWord],
    *,
    shortest: float = SHORTEST_HOLE_SECONDS,
) -> list[Stretch]:
    """Give the parts of the speech that no word covers, in order, each of `shortest` or more."""
    covered = sorted(_covered(words), key=lambda each: each.start)
    found = [hole for each in speech for hole in _without(each, covered)]
    return [hole for hole in found if hole.seconds >= shortest]


def _covered(words: Sequence[AlignedWord]) -> Iterator[Stretch]:
    """Give what each word can cover: of one that is stretched, its two ends.

    The alignment gives all sound to some word, so a word beside a hole is stretched over it.
    """
    for word in words:
        longest = word.longest_seconds
        start, end = word.start - _AROUND_WORD_SECONDS, word.end + _AROUND_WORD_SECONDS
        if word.seconds <= longest:
            yield Stretch(start, end)
        else:
            yield Stretch(start, word.start + longest / 2)
            yield Stretch(word.end - longest / 2, end)


def _without(speech: Stretch, covered: Sequence[Stretch]) -> Iterator[Stretch]:
    at = speech.start
    for each in covered:
        if each.start > at:
            yield Stretch(at, min(each.start, speech.end))
        at = max(at, each.end)
        if at >= speech.end:
            return
    yield Stretch(at, speech.end)
