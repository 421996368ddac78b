"""Count the cues that break a rule of subtitles."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from benchmarks.quality.outcome import Outcome, Span, TimedText
from benchmarks.quality.sound import Sound
from benchmarks.quality.spans import longest, without

# A pause in mid-sentence is no fault; a cue that stands this long where nobody speaks is one.
_LONGEST_SILENCE: Final = 2.0
_ROUNDING: Final = 0.001
# Decoders differ by a packet about where a recording ends.
_PACKET: Final = 0.1


class Fault(StrEnum):
    """A rule that a cue breaks."""

    OVER_SILENCE = "over silence"
    ZERO_LENGTH = "of zero length"
    OVERLAPPING = "overlapping"
    BACKWARDS = "backwards"
    BEYOND_END = "beyond the end"


def faults(outcome: Outcome, sound: Sound) -> Counter[Fault]:
    """Count the faults in the cues of one recording; times count in whole milliseconds."""
    found: Counter[Fault] = Counter()
    for cue in outcome.cues:
        found.update(_faults_of(cue, sound))
    found.update(fault for pair in pairwise(outcome.cues) if (fault := _between(*pair)))
    return found


def _faults_of(cue: TimedText, sound: Sound) -> Sequence[Fault]:
    found: list[Fault] = []
    if cue.end < cue.start:
        found.append(Fault.BACKWARDS)
    elif cue.end - cue.start < _ROUNDING:
        found.append(Fault.ZERO_LENGTH)
    elif _lies_over_silence(cue.span, sound):
        found.append(Fault.OVER_SILENCE)
    if cue.end > sound.seconds + _PACKET:
        found.append(Fault.BEYOND_END)
    return found


def _lies_over_silence(span: Span, sound: Sound) -> bool:
    silent = without([span], sound.perhaps_speech)
    return longest(silent) > min(_LONGEST_SILENCE, span.seconds - _ROUNDING)


def _between(before: TimedText, after: TimedText) -> Fault | None:
    if after.start < before.start - _ROUNDING:
        return Fault.BACKWARDS
    return Fault.OVERLAPPING if after.start < before.end - _ROUNDING else None
