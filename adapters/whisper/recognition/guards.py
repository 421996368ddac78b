"""Did the model lose its way in a window? The checks of Whisper's authors, and a cut of loops."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from faster_whisper.transcribe import get_compression_ratio

from adapters.whisper.recognition.hypothesis import Hypothesis

_LEAST_COPIES: Final = 3
_LONGEST_UNIT: Final = 64


class Doubt(StrEnum):
    """Why a window is decoded again at a higher temperature."""

    REPETITIVE = "compression_ratio"
    IMPROBABLE = "avg_logprob"


@dataclass(frozen=True, slots=True)
class Guards:
    """Thresholds as in Radford et al. (2022), section 4.5, and in faster-whisper.

    `compression_ratio` is that of gzip on the text, `avg_logprob` the mean over the tokens,
    `no_speech` the probability of the token that says so.
    """

    compression_ratio: float = 2.4
    avg_logprob: float = -1.0
    no_speech: float = 0.6

    def is_silence(self, avg_logprob: float, no_speech_prob: float) -> bool:
        """Believe that nobody spoke, unless the text is probable all the same."""
        return no_speech_prob > self.no_speech and avg_logprob <= self.avg_logprob

    def doubt(self, text: str, avg_logprob: float, no_speech_prob: float) -> Doubt | None:
        """Say what is wrong with a window's text."""
        if no_speech_prob > self.no_speech and avg_logprob < self.avg_logprob:
            return None
        if self.is_repetitive(text):
            return Doubt.REPETITIVE
        return Doubt.IMPROBABLE if avg_logprob < self.avg_logprob else None

    def better(self, first: Hypothesis, again: Hypothesis) -> Hypothesis:
        """Choose between the first decoding and the best of the later ones.

        One that passes wins; else the more probable one of those that do not repeat themselves.
        The temperature stays the last one, which tells how far the search had to go.
        """
        if self.doubt(again.text, again.avg_logprob, again.no_speech_prob) is None:
            return again
        candidates = [each for each in (first, again) if not self.is_repetitive(each.text)]
        best = max(candidates or (first, again), key=lambda each: each.avg_logprob)
        return replace(best, temperature=again.temperature)

    def is_repetitive(self, text: str) -> bool:
        """Say whether the text packs so well that it must repeat itself."""
        return bool(get_compression_ratio(text.strip()) > self.compression_ratio)


def without_loops(items: Sequence[Hashable]) -> list[int]:
    """Give the indexes of what stays when one copy is kept of whatever follows itself.

    Only what comes three times or more in a row is cut, from the shortest repeated unit to the
    longest. Meant for text that has failed the check at every temperature, so nothing that was
    really said three times in a row is lost elsewhere.
    """
    kept = list(range(len(items)))
    for unit in range(1, min(_LONGEST_UNIT, len(items) // _LEAST_COPIES) + 1):
        kept = _without_loops_of(items, kept, unit)
    return kept


def _without_loops_of(items: Sequence[Hashable], kept: list[int], unit: int) -> list[int]:
    left: list[int] = []
    at = 0
    while at < len(kept):
        piece = [items[index] for index in kept[at : at + unit]]
        copies = _copies(items, kept[at:], piece)
        taken = unit if copies >= _LEAST_COPIES else 1
        left += kept[at : at + taken]
        at += copies * unit if copies >= _LEAST_COPIES else 1
    return left


def _copies(items: Sequence[Hashable], kept: list[int], piece: list[Hashable]) -> int:
    copies = 1
    unit = len(piece)
    while [items[index] for index in kept[copies * unit : (copies + 1) * unit]] == piece:
        copies += 1
    return copies
