"""Find speech that no word covers and that the subject does not report as a gap."""

from collections.abc import Sequence
from typing import Final

from benchmarks.quality.outcome import Outcome, Span
from benchmarks.quality.sound import Sound
from benchmarks.quality.spans import without

# Word times are exact to some tenths of a second, so shorter holes say nothing.
_SHORTEST: Final = 1.0


def holes(outcome: Outcome, sound: Sound) -> Sequence[Span]:
    """Give the stretches of detected speech of a second or more in which no word was heard."""
    left = without(sound.speech, outcome.covered)
    return [each for each in left if each.seconds >= _SHORTEST]


def silent_losses(outcome: Outcome, sound: Sound) -> Sequence[Span]:
    """Return those gaps, or parts of them, that the subject does not report."""
    left = without(holes(outcome, sound), outcome.gaps)
    return [each for each in left if each.seconds >= _SHORTEST]
