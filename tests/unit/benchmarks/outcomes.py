"""Outcomes and recordings for the tests of the bench of quality."""

from pathlib import Path

from benchmarks.quality.manifest import Recording, Utterance
from benchmarks.quality.outcome import Outcome, Span, TimedText
from benchmarks.quality.sound import Sound


def outcome(
    *cues: TimedText, words: list[TimedText] | None = None, gaps: tuple[Span, ...] = ()
) -> Outcome:
    return Outcome("full", "a.wav", "en", cues, None if words is None else tuple(words), gaps=gaps)


def sound(*speech: Span, seconds: float = 60.0) -> Sound:
    return Sound(seconds, speech, speech)


def recording(
    *utterances: Utterance, reference: str = "", seconds: float = 60.0, kind: str = "read"
) -> Recording:
    return Recording(
        file="a.wav",
        path=Path("a.wav"),
        seconds=seconds,
        language="en",
        kind=kind,
        reference=reference,
        listed=bool(reference),
        note="",
        exact_utterances=utterances,
    )
