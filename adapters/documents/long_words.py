"""Lets very long words be broken, which Typst would print beyond the edge of the page."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONG: Final = 40
"""Characters. A line has room for as many of the widest letters."""
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
# Without the scripts whose lines are broken between any two letters or by a dictionary: Thai to
# Tibetan, Burmese, Khmer, and those of East Asia.
_LONG_WORD: Final = re.compile(
    rf"[^\s\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff]{{{LONG + 1},}}"
)
_JOINERS: Final = "\u200c\u200d"


def breakable(text: str) -> str:
    """Return the text with an invisible break after each 40 characters of a longer word."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(_parts(word[0])), text)


def _parts(word: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(word)):
        if place - start >= LONG and not _belongs_to_the_one_before(word, place):
            yield word[start:place]
            start = place
    yield word[start:]


def _belongs_to_the_one_before(word: str, place: int) -> bool:
    """Say whether a mark or a joiner ties a character to the one before it."""
    char = word[place]
    marks = unicodedata.category(char).startswith("M")
    return marks or char in _JOINERS or word[place - 1] in _JOINERS
