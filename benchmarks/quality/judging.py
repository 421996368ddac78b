"""Judge the outcome of one recording by every measure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.quality.coverage import silent_losses
from benchmarks.quality.cues import Fault, faults
from benchmarks.quality.manifest import Recording
from benchmarks.quality.outcome import Outcome
from benchmarks.quality.scoring import WordCounts, count_errors, normalise
from benchmarks.quality.sound import Sound
from benchmarks.quality.word_times import distances


@dataclass(frozen=True, slots=True)
class Verdict:
    """One subject on one recording.

    `made_up` counts the words heard where nobody speaks, `lost` is in seconds of speech,
    `word_times` are distances in seconds.
    """

    recording: Recording
    outcome: Outcome
    counts: WordCounts
    language_right: bool | None
    made_up: int
    faults: Counter[Fault]
    lost: float
    word_times: Sequence[float]


def judge(recording: Recording, outcome: Outcome, sound: Sound) -> Verdict:
    """Compare an outcome with what is known of its recording."""
    language = recording.language
    speechless = recording.speechless
    counted = bool(recording.reference) and language is not None
    words = outcome.words
    return Verdict(
        recording=recording,
        outcome=outcome,
        counts=count_errors(recording.reference, outcome.text, language or "")
        if counted
        else WordCounts(),
        language_right=None if language is None else outcome.language == language,
        made_up=len(normalise(outcome.text, outcome.language or "")) if speechless else 0,
        faults=faults(outcome, sound),
        # A detector takes singing and some noises for speech.
        lost=0.0 if speechless else sum(each.seconds for each in silent_losses(outcome, sound)),
        word_times=() if words is None else distances(recording, words),
    )
