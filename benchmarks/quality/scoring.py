"""Count word errors: normalise two texts, align their words, and count the differences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

import jiwer
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

# Written without spaces between words, so each character counts as a word.
_WITHOUT_SPACES: Final = frozenset({"ja", "zh"})


class Normaliser(Protocol):
    """Makes texts comparable: no case, no punctuation, one spelling."""

    def __call__(self, text: str) -> str:
        """Give the words of a text, separated by spaces."""


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How the words of a hypothesis meet those of a reference (Levenshtein alignment)."""

    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    def __add__(self, other: "WordCounts") -> "WordCounts":
        return WordCounts(
            self.hits + other.hits,
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
        )

    @property
    def errors(self) -> int:
        """How many words are wrong, missing or too many."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def reference_words(self) -> int:
        """How many words the reference has."""
        return self.hits + self.substitutions + self.deletions

    @property
    def error_rate(self) -> float:
        """Errors over words of the reference; above 1 where many were inserted."""
        return self.rate(self.errors)

    def rate(self, count: int) -> float:
        """Give a count over the words of the reference; 0 where there are none."""
        return count / self.reference_words if self.reference_words else 0.0


@cache
def normaliser_for(language: str) -> Normaliser:
    """Choose by language (ISO 639-1): English rules, single characters, or the basic rules."""
    if language == "en":
        english: Normaliser = EnglishTextNormalizer()
        return english
    basic: Normaliser = BasicTextNormalizer(split_letters=language in _WITHOUT_SPACES)
    return basic


def normalise(text: str, language: str) -> list[str]:
    """Give the words that count in a text of this language."""
    return normaliser_for(language)(text).split()


def count_errors(reference: str, hypothesis: str, language: str) -> WordCounts:
    """Compare a hypothesis with its reference, both normalised by the reference's language."""
    return count_word_errors(normalise(reference, language), normalise(hypothesis, language))


def count_word_errors(reference: list[str], hypothesis: list[str]) -> WordCounts:
    """Compare words that are normalised already."""
    if not reference:  # jiwer refuses an empty reference
        return WordCounts(insertions=len(hypothesis))
    output = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    return WordCounts(output.hits, output.substitutions, output.deletions, output.insertions)


def pooled(counts: Iterable[WordCounts]) -> WordCounts:
    """Add counts up, so that long recordings weigh more than short ones."""
    return sum(counts, WordCounts())


def pooled_by(counts: Iterable[tuple[str, WordCounts]]) -> Mapping[str, WordCounts]:
    """Add up the counts of each group, given as pairs of group and counts."""
    groups: dict[str, WordCounts] = {}
    for group, each in counts:
        groups[group] = groups.get(group, WordCounts()) + each
    return groups
