"""Make transcripts of any number of passages that are like speech in how often words occur."""

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from application.ports.search_index import SearchDocument, SpokenText

VOCABULARY: Final = 50_000
WORDS_A_PASSAGE: Final = 20
PASSAGES_A_JOB: Final = 100
_SYLLABLES: Final = [first + vowel for first in "bdfgklmnprstvwz" for vowel in "aeiou"]
_HAN: Final = [chr(0x4E00 + number) for number in range(3_000)]


def word(rank: int) -> str:
    """Return the word that is the `rank`-th in frequency; rarer words are longer."""
    syllables, rest = [], rank + 75
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[digit])
    return "".join(reversed(syllables))


class Speech:
    """Passages with words as frequent as in speech (Zipf's law), and some Chinese ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # no secret is made
        self._words = [word(rank) for rank in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._han_weights = list(accumulate(1 / (rank + 20) for rank in range(len(_HAN))))

    def jobs(self, passages: int) -> Iterator[list[SearchDocument]]:
        """Yield the passages of one job after another."""
        for first in range(0, passages, PASSAGES_A_JOB):
            count = min(PASSAGES_A_JOB, passages - first)
            yield [self._passage(number) for number in range(count)]

    def _passage(self, number: int) -> SearchDocument:
        text = self._chinese() if self._random.random() < 0.1 else self._spaced()  # noqa: PLR2004  # a tenth
        return SearchDocument(number, number, (SpokenText(0.0, 20.0, text),))

    def _spaced(self) -> str:
        drawn = self._random.choices(self._words, cum_weights=self._weights, k=WORDS_A_PASSAGE)
        return " ".join(drawn)

    def _chinese(self) -> str:
        return "".join(
            self._random.choices(_HAN, cum_weights=self._han_weights, k=2 * WORDS_A_PASSAGE)
        )


def queries() -> dict[str, list[str]]:
    """Return what is searched for, by kind; every kind has words of many frequencies."""
    return {
        "a common word": [word(rank) for rank in range(10)],
        "a word": [word(rank) for rank in range(100, 2_000, 190)],
        "a rare word": [word(rank) for rank in range(20_000, 50_000, 3_000)],
        "no such word": [f"{word(rank)}xq" for rank in range(10)],
        "first letters": [word(rank)[:3] for rank in range(100, 30_000, 2_990)],
        "one letter": list("bdfgklmnpr"),
        "two words": [f"{word(rank)} {word(3 * rank + 5)}" for rank in range(1, 100, 10)],
        "a phrase": [f'"{word(rank)} {word(rank + 1)}"' for rank in range(10)],
        "Chinese, two signs": ["".join(_HAN[rank : rank + 2]) for rank in range(0, 100, 10)],
        "Chinese, one sign": [_HAN[rank] for rank in range(0, 1_000, 100)],
    }
