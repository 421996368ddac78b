"""Count what went wrong: wrong time, wrong words, wrong numbers of speakers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from simpleder.der import DER

from benchmarks.speakers.references import Reference, Said
from domain.speaker_assignment import SpeakerAssignment, divided
from domain.speakers import SpeakerTurn
from domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class TimeErrors:
    """Seconds of speech: missed, added, of the wrong speaker, and in all.

    No collar; where two speak at once, both count.
    """

    missed: float = 0.0
    added: float = 0.0
    confused: float = 0.0
    total: float = 0.0

    @property
    def rate(self) -> float:
        """The diarization error rate."""
        return (self.missed + self.added + self.confused) / self.total if self.total else 0.0

    def __add__(self, other: "TimeErrors") -> "TimeErrors":
        return TimeErrors(
            self.missed + other.missed,
            self.added + other.added,
            self.confused + other.confused,
            self.total + other.total,
        )


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How many words there are, and how many went to the right speaker."""

    right: int = 0
    all: int = 0

    @property
    def share(self) -> float:
        """The share of words with the right speaker."""
        return self.right / self.all if self.all else 0.0

    def __add__(self, other: "WordCounts") -> "WordCounts":
        return WordCounts(self.right + other.right, self.all + other.all)


def time_errors(reference: Reference, turns: Sequence[SpeakerTurn]) -> TimeErrors:
    """Compare turns with the reference."""
    found = DER(_segments(reference.turns), _segments(turns), detailed=True)
    return TimeErrors(found["miss"], found["false_alarm"], found["confusion"], found["ref_length"])


def _segments(turns: Sequence[SpeakerTurn]) -> list[tuple[str, float, float]]:
    return [(turn.speaker, turn.start, turn.end) for turn in turns]


def word_counts(said: Sequence[Said], turns: Sequence[SpeakerTurn]) -> WordCounts:
    """Give the words of the reference to the speakers found, as a transcript's words are given.

    Each speaker found stands for one of the reference at most, so that most words are right.
    """
    assignment = SpeakerAssignment(turns)
    given: Counter[tuple[str, str]] = Counter()
    words = 0
    for each in said:
        segment = _segment(each)
        words += len(each.words)
        for part in divided(segment, assignment.parts(segment)):
            if part.speaker is not None:
                given[each.speaker, part.speaker] += len(part.words or ())
    return WordCounts(_most_right(given), words)


def _segment(said: Said) -> Segment:
    text = "".join(word.text for word in said.words)
    return Segment(said.words[0].start, said.words[-1].end, text, words=said.words)


def _most_right(given: Counter[tuple[str, str]]) -> int:
    wanted = sorted({pair[0] for pair in given})
    found = sorted({pair[1] for pair in given})
    table = np.array([[given[one, other] for other in found] for one in wanted])
    if not table.size:
        return 0
    return int(table[linear_sum_assignment(-table)].sum())
