"""Scores: word errors, and how far words and segments are from the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class TimedWord:
    """A word of a transcript, with times in seconds where they are known."""

    text: str
    start: float = float("nan")
    end: float = float("nan")


def aligned(said: Sequence[str], heard: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """Count substitutions, deletions and insertions; pair the equal words (Levenshtein)."""
    costs = _costs(said, heard)
    row, column = len(said), len(heard)
    pairs: list[tuple[int, int]] = []
    while row and column:
        same = said[row - 1] == heard[column - 1]
        if costs[row, column] == costs[row - 1, column - 1] + (not same):
            row, column = row - 1, column - 1
            if same:
                pairs.append((row, column))
        elif costs[row, column] == costs[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return int(costs[-1, -1]), pairs[::-1]


def _costs(said: Sequence[str], heard: Sequence[str]) -> NDArray[np.int64]:
    costs = np.zeros((len(said) + 1, len(heard) + 1), np.int64)
    costs[:, 0] = np.arange(len(said) + 1)
    costs[0] = np.arange(len(heard) + 1)
    for row in range(1, len(said) + 1):
        for column in range(1, len(heard) + 1):
            replaced = costs[row - 1, column - 1] + (said[row - 1] != heard[column - 1])
            costs[row, column] = min(
                replaced, costs[row - 1, column] + 1, costs[row, column - 1] + 1
            )
    return costs


@dataclass
class Score:
    """Sums over the sounds of one group."""

    sounds: int = 0
    words: int = 0
    errors: int = 0
    languages_right: int = 0
    segment_errors: list[float] = field(default_factory=list)
    word_start_errors: list[float] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    fallbacks: int = 0
    """Sounds that the first, certain decoding did not satisfy, so that it was tried again."""

    @property
    def word_error_rate(self) -> float:
        """Errors for each word said."""
        return self.errors / max(1, self.words)

    @property
    def language_rate(self) -> float:
        """Share of sounds whose language was recognised."""
        return self.languages_right / max(1, self.sounds)

    def within(self, seconds: float) -> float:
        """Share of segment boundaries at most so far from the truth."""
        return (
            float(np.mean(np.array(self.segment_errors) <= seconds)) if self.segment_errors else 0.0
        )

    def word_start(self, percentile: float) -> float:
        """Give a percentile of the distances of word starts from the truth, in seconds."""
        return (
            float(np.percentile(self.word_start_errors, percentile))
            if self.word_start_errors
            else 0.0
        )

    def log_probability(self, percentile: float) -> float:
        """Give a percentile of the mean logarithmic probability of a decoded window's tokens."""
        values = self.log_probabilities
        return float(np.percentile(values, percentile)) if values else 0.0


def score_segments(
    said: Sequence[TimedWord], segments: Sequence[Sequence[TimedWord]], score: Score
) -> None:
    """Add word errors, and boundary errors of segments whose outer words are right.

    `segments` are lists of words; the first carries the segment's start, the last its end.
    """
    heard = [word for segment in segments for word in segment]
    errors, pairs = aligned([word.text for word in said], [word.text for word in heard])
    score.words += len(said)
    score.errors += errors
    truth = {column: said[row] for row, column in pairs}
    position = 0
    for segment in segments:
        first, last = position, position + len(segment) - 1
        position += len(segment)
        if first in truth and last in truth:
            score.segment_errors.append(abs(segment[0].start - truth[first].start))
            score.segment_errors.append(abs(segment[-1].end - truth[last].end))


def score_word_starts(said: Sequence[TimedWord], heard: Sequence[TimedWord], score: Score) -> None:
    """Add the distance of every right word's start from the truth."""
    _, pairs = aligned([word.text for word in said], [word.text for word in heard])
    for row, column in pairs:
        score.word_start_errors.append(abs(heard[column].start - said[row].start))
