"""Small recordings on which the engine once failed, each with a rule for the right result."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from benchmarks.quality.coverage import holes
from benchmarks.quality.cues import faults
from benchmarks.quality.outcome import Outcome
from benchmarks.quality.scoring import count_errors, normalise
from benchmarks.quality.sound import Sound

_FOX: Final = "The quick brown fox jumps over the lazy dog."
_LOST_SENTENCE: Final = "The medication list was reviewed in detail."
_REPEATED: Final = 24
_DISTINCT: Final = 3
_FALSE_ALARM: Final = "truncated"


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of a case, and the speech in its recording."""

    outcome: Outcome
    sound: Sound


Rule = Callable[[Heard], Iterator[str]]
"""Yields what is wrong, in words; nothing where all is right."""


@dataclass(frozen=True, slots=True)
class Case:
    """A recording, the options for it, and the rules that its result must follow."""

    file: str
    rules: Sequence[Rule]
    options: Mapping[str, Any] = field(default_factory=dict)


def _says(text: str, heard: Heard) -> Iterator[str]:
    """Require exactly this text."""
    if count_errors(text, heard.outcome.text, "en").errors:
        yield f"said {heard.outcome.text!r} instead of {text!r}"


def _includes(text: str, start: float, end: float, heard: Heard) -> Iterator[str]:
    """Require this text, in a cue between these times."""
    wanted = " ".join(normalise(text, "en"))
    if wanted not in " ".join(normalise(heard.outcome.text, "en")):
        yield f"{text!r} is missing"
    elif not any(cue.end > start and cue.start < end for cue in heard.outcome.cues):
        yield f"no cue stands between {start:g} and {end:g} s"


def _ends_between(number: int, earliest: float, latest: float, heard: Heard) -> Iterator[str]:
    yield from _time_between(heard, number, "ends", earliest, latest)


def _starts_between(number: int, earliest: float, latest: float, heard: Heard) -> Iterator[str]:
    yield from _time_between(heard, number, "starts", earliest, latest)


def _time_between(
    heard: Heard, number: int, what: str, earliest: float, latest: float
) -> Iterator[str]:
    if number > len(heard.outcome.cues):
        yield f"there is no cue {number}"
        return
    cue = heard.outcome.cues[number - 1]
    time = cue.end if what == "ends" else cue.start
    if not earliest <= time <= latest:
        yield f"cue {number} {what} at {time:.2f} s, not from {earliest:g} to {latest:g} s"


def _keeps_the_rules_of_cues(heard: Heard) -> Iterator[str]:
    for fault, count in faults(heard.outcome, heard.sound).items():
        yield f"{count} cues {fault}"


def _covers_all_speech(heard: Heard) -> Iterator[str]:
    for each in holes(heard.outcome, heard.sound):
        yield f"no words from {each.start:.1f} to {each.end:.1f} s, where somebody speaks"


def _repeats_all(heard: Heard) -> Iterator[str]:
    """Require three sentences, eight times each."""
    sentences = [each for cue in heard.outcome.cues for each in _sentences(cue.text)]
    if len(sentences) != _REPEATED:
        yield f"{len(sentences)} sentences came out, not {_REPEATED}"
    elif len(set(sentences)) > _DISTINCT:
        yield f"{len(set(sentences))} different sentences came out, not {_DISTINCT}"


def _sentences(text: str) -> Iterator[str]:
    for each in text.replace("!", ".").replace("?", ".").split("."):
        if words := normalise(each, "en"):
            yield " ".join(words)


def _warns_not(code: str, heard: Heard) -> Iterator[str]:
    if code in heard.outcome.caveats:
        yield f"it is said to be {code}, falsely"


_ENGLISH: Final = {"language": "en"}
_SAYS_FOX: Final = partial(_says, _FOX)
_NO_FALSE_ALARM: Final = partial(_warns_not, _FALSE_ALARM)

CASES: Final[Sequence[Case]] = (
    Case(
        "early_stop_espeak_29.66s.wav",
        (partial(_includes, _LOST_SENTENCE, 27.0, 29.7), _keeps_the_rules_of_cues),
        _ENGLISH,
    ),
    Case(
        "cue_over_silence.wav",
        (
            partial(_ends_between, 1, 2.6, 3.3),
            partial(_starts_between, 2, 22.4, 23.4),
            _keeps_the_rules_of_cues,
        ),
        _ENGLISH,
    ),
    Case(
        "nine_utterances.wav",
        (_covers_all_speech, _keeps_the_rules_of_cues),
        {"word_timestamps": True},
    ),
    Case("twenty_four_sentences.wav", (_repeats_all, _covers_all_speech)),
    Case("opposite_phase.wav", (_SAYS_FOX,)),
    Case("wav_data_length_too_small.wav", (_SAYS_FOX,)),
    Case("wav_placeholder_2000000000.wav", (_SAYS_FOX, _NO_FALSE_ALARM)),
    Case("ima_adpcm_false_truncated.wav", (_SAYS_FOX, _NO_FALSE_ALARM)),
    Case("two_tracks_default_is_second.mkv", (_SAYS_FOX,)),
    *(
        Case(f"refused.{ending}", (_SAYS_FOX,))
        for ending in ("ts", "avi", "mpg", "flv", "ac3", "eac3", "wv", "tta")
    ),
)
