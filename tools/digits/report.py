"""Results of the examination, gathered and written as tables."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tools.digits.evaluate import DYNAMIC, FULL, GREEDY, MODES, UNTIMED, WORDS, Candidate, Mode
from tools.digits.examination import Examiner, Question
from tools.digits.scoring import Score

_SEGMENT_TOLERANCE: Final = 0.2
_KEYS: Final = {
    FULL.title: "full",
    DYNAMIC.title: "dynamic",
    GREEDY.title: "greedy",
    UNTIMED.title: "untimed",
    WORDS.title: "words",
}


@dataclass(frozen=True)
class Results:
    """Scores by group and mode, and what was heard where no digit was said."""

    scores: dict[str, dict[str, Score]]
    nothing: dict[str, dict[str, tuple[int, int, int]]]


def examine(candidate: Candidate, groups: dict[str, list[Question]]) -> dict[str, dict[str, Score]]:
    """Ask every question in every mode."""
    scores: dict[str, dict[str, Score]] = {}
    for title, questions in groups.items():
        scores[title] = {_KEYS[mode.title]: candidate.examine(questions, mode) for mode in MODES}
        print(title, *_row(scores[title]), sep=" | ", flush=True)
    return scores


def examine_nothing(
    candidate: Candidate, groups: dict[str, list[Question]], modes: Iterable[Mode] = (FULL, UNTIMED)
) -> dict[str, dict[str, tuple[int, int, int]]]:
    """Listen to sounds without digits: how many, in how many words were heard, which number."""
    return {
        title: {
            _KEYS[mode.title]: (len(questions), *candidate.words_from_nothing(questions, mode))
            for mode in modes
        }
        for title, questions in groups.items()
    }


def full_examination(candidate: Candidate, examiner: Examiner) -> Results:
    """Examine everything."""
    scores = examine(candidate, examiner.groups())
    sounds = {"silence and noise": examiner.silences(), "other words": examiner.other_speech()}
    return Results(scores, examine_nothing(candidate, sounds))


def _row(scores: dict[str, Score]) -> list[str]:
    full, words = scores["full"], scores["words"]
    rates = [
        f"{100 * scores[key].word_error_rate:.1f} %"
        for key in ("full", "dynamic", "greedy", "untimed")
    ]
    return [
        str(full.words),
        *rates,
        f"{100 * full.language_rate:.0f} %",
        f"{100 * full.within(_SEGMENT_TOLERANCE):.0f} %",
        f"{words.word_start(50):.2f} / {words.word_start(90):.2f} s",
    ]


def table(scores: dict[str, dict[str, Score]]) -> str:
    """Write word error rates and times as a Markdown table."""
    heads = (
        "group", "words", "full context", "dynamic context", "greedy", "no timestamps",
        "language right", f"segment times within {_SEGMENT_TOLERANCE} s", "word starts off by (median / 90 %)",
    )  # fmt: skip
    rows = [_line(heads), _line(["---"] * len(heads))]
    rows += [_line([title, *_row(by_mode)]) for title, by_mode in scores.items()]
    return "\n".join(rows)


def nothing_table(nothing: dict[str, dict[str, tuple[int, int, int]]]) -> str:
    """Write what was heard where no digit was said as a Markdown table."""
    rows = [
        _line(["sounds", "mode", "number", "heard in", "words heard"]),
        _line(["---"] * 5),
    ]
    rows += [
        _line([title, "with timestamps" if key == "full" else "no timestamps", *map(str, counts)])
        for title, by_mode in nothing.items()
        for key, counts in by_mode.items()
    ]
    return "\n".join(rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def save(results: Results, path: Path) -> None:
    """Keep the sums behind the tables."""
    path.write_text(json.dumps(asdict(results)), encoding="utf-8")


def load(path: Path) -> Results:
    """Read what `save` wrote."""
    document = json.loads(path.read_text(encoding="utf-8"))
    scores = {
        title: {key: Score(**sums) for key, sums in by_mode.items()}
        for title, by_mode in document["scores"].items()
    }
    return Results(scores, document["nothing"])
