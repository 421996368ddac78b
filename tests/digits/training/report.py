"""Results of the examination, gathered and written as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.digits.training.evaluate import DYNAMIC, FULL, GREEDY, MODES, UNTIMED, WORDS, Candidate
from tests.digits.training.examination import Examiner, Question
from tests.digits.training.scoring import Score

_SEGMENT_TOLERANCE: Final = 0.2
_KEYS: Final = {
    FULL.title: "full",
    DYNAMIC.title: "dynamic",
    GREEDY.title: "greedy",
    UNTIMED.title: "untimed",
    WORDS.title: "words",
}


Scores = dict[str, dict[str, Score]]
"""Scores by group and by way of asking."""


@dataclass(frozen=True)
class Nothing:
    """What was heard in sounds without digits, by mode, and how sure the model is of silence."""

    sounds: int
    heard_in: dict[str, int]
    no_speech_probability: float
    """The median."""


@dataclass(frozen=True)
class Results:
    """Scores by group and mode, and what was heard where no digit was said."""

    scores: Scores
    nothing: dict[str, Nothing]


def examine(candidate: Candidate, groups: dict[str, list[Question]]) -> Scores:
    """Ask every question in every mode."""
    scores: Scores = {}
    for title, questions in groups.items():
        scores[title] = {_KEYS[mode.title]: candidate.examine(questions, mode) for mode in MODES}
        print(title, *_row(scores[title]), sep=" | ", flush=True)
    return scores


def examine_nothing(candidate: Candidate, questions: list[Question]) -> Nothing:
    """Listen to sounds without digits."""
    heard_in = {
        _KEYS[mode.title]: candidate.words_from_nothing(questions, mode)[0]
        for mode in (FULL, UNTIMED)
    }
    probabilities = [candidate.no_speech_probability(question) for question in questions]
    return Nothing(len(questions), heard_in, median(probabilities))


def full_examination(candidate: Candidate, examiner: Examiner) -> Results:
    """Examine everything."""
    scores = examine(candidate, examiner.groups())
    sounds = {
        "silence and noise": examiner.silences(),
        "words that are not digits": examiner.other_speech(),
        "digits, for comparison": examiner.some_speech(),
    }
    nothing = {title: examine_nothing(candidate, group) for title, group in sounds.items()}
    return Results(scores, nothing)


def _row(scores: dict[str, Score]) -> list[str]:
    full, words = scores["full"], scores["words"]
    keys = ("full", "dynamic", "greedy", "untimed")
    return [
        str(full.words),
        *(f"{100 * scores[key].word_error_rate:.1f} %" for key in keys),
        f"{100 * full.language_rate:.0f} %",
        f"{100 * full.within(_SEGMENT_TOLERANCE):.0f} %",
        f"{words.word_start(50):.2f} / {words.word_start(90):.2f} s",
        f"{full.log_probability(50):.2f} / {full.log_probability(10):.2f}",
        f"{full.fallbacks}",
    ]


def table(scores: Scores) -> str:
    """Write word error rates and times as a Markdown table."""
    heads = (
        "group", "words", "full context", "dynamic context", "greedy", "no timestamps",
        "language right", f"segment times within {_SEGMENT_TOLERANCE} s",
        "word starts off by (median / 90 %)", "`avg_logprob` (median / lowest 10 %)", "fallbacks",
    )  # fmt: skip
    rows = [_line(heads), _line(["---"] * len(heads))]
    rows += [_line([title, *_row(by_mode)]) for title, by_mode in scores.items()]
    return "\n".join(rows)


def nothing_table(nothing: dict[str, Nothing]) -> str:
    """Write what was heard where no digit was said as a Markdown table."""
    heads = ["sounds", "number", "words heard in", "without timestamps", "median `no_speech_prob`"]
    rows = [_line(heads), _line(["---"] * len(heads))]
    rows += [
        _line([
            title, str(found.sounds), str(found.heard_in["full"]), str(found.heard_in["untimed"]),
            f"{found.no_speech_probability:.2f}",
        ])
        for title, found in nothing.items()
    ]  # fmt: skip
    return "\n".join(rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
