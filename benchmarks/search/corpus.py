"""Make transcripts of any number of passages that are like speech in how often words occur."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Final

from application.ports.search_index import SearchDocument, SpokenText
from benchmarks.search.scripts import (
    HAN,
    HANGUL,
    JAPANESE,
    THAI,
    VOCABULARY,
    accented,
    arabic,
    word,
)

WORDS_A_PASSAGE: Final = 20
PASSAGES_A_JOB: Final = 100


class Speech:
    """Passages with words as frequent as in speech (Zipf's law), in several scripts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # no secret is made
        words = [word(rank) for rank in range(VOCABULARY)]
        self._scripts: dict[Callable[[], str], int] = {
            self._passage(" ", words, 2.7): 77,
            self._passage("", HAN, 20, 2): 10,
            self._passage("", JAPANESE, 20, 2): 3,
            self._passage(" ", [f"{one}{two}" for one in HANGUL[:50] for two in HANGUL], 20): 3,
            self._passage("", THAI, 20, 4): 3,
            self._passage(" ", [_arabic(rank) for rank in range(VOCABULARY)], 2.7): 3,
            self._passage(" ", [accented(rank) for rank in range(VOCABULARY)], 2.7): 1,
        }

    def jobs(self, passages: int) -> Iterator[list[SearchDocument]]:
        """Yield the passages of one job after another."""
        for first in range(0, passages, PASSAGES_A_JOB):
            count = min(PASSAGES_A_JOB, passages - first)
            yield [self._document(number) for number in range(count)]

    def _document(self, number: int) -> SearchDocument:
        [speak] = self._random.choices(list(self._scripts), list(self._scripts.values()))
        return SearchDocument(number, number, (SpokenText(0.0, 20.0, speak()),))

    def _passage(
        self, between: str, words: Sequence[str], offset: float, times: int = 1
    ) -> Callable[[], str]:
        weights = list(accumulate(1 / (rank + offset) for rank in range(len(words))))
        draw = partial(self._random.choices, words, cum_weights=weights, k=times * WORDS_A_PASSAGE)
        return lambda: between.join(draw())


def _arabic(rank: int) -> str:
    """Write every second word with its article."""
    return ("ال" if rank % 2 else "") + arabic(rank)
