"""Split text into the terms by which it is found, in any language.

A word between spaces is one term. In scripts without spaces (Chinese, Japanese, Thai and others)
nobody knows the words without a dictionary, so each pair of neighbouring characters is a term, and
a query is the sequence of its pairs. Korean has spaces, but its words end in particles that nobody
searches for, so it is split into pairs, too.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.search.folding import fold

LONGEST_TERM: Final = 64  # characters; what is longer is cut, and no word of any language
# The shortest word that is taken for a compound, and the shortest parts of one.
_SHORTEST_COMPOUND: Final = 9
_SHORTEST_HEAD: Final = 3
_SHORTEST_TAIL: Final = 4
# The Arabic article is written together with its word, and a preposition or an `and` with both.
_ARTICLE: Final = re.compile("[وفبك]?ال|و?لل")
SHORTEST_SEARCHED_TAIL: Final = 2

_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F40, 0x0FBC),  # Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17DD),  # Khmer
    (0x1100, 0x11FF),  # Hangul
    (0x3005, 0x3007),
    (0x3041, 0x3096),  # Hiragana
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # Katakana
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_RUNS: Final = re.compile("w+|c+")
_CHARACTERS_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """A folded term, and the part of the text that it stands for: `text[start:end]`.

    `pair` says that it is a pair of characters (or the last character) of a script without spaces.
    """

    text: str
    start: int
    end: int
    pair: bool = False


def terms(text: str) -> Sequence[Term]:
    """Return the terms of a text in order."""
    folded, origins = fold(text)
    kinds = "".join(map(_kind, folded))
    return [
        term
        for run in _RUNS.finditer(kinds)
        for term in _terms_of_run(folded, _Places(text, origins), run)
    ]


def tails(word: str) -> Iterator[str]:
    """Yield the ends of a word by which people search for it.

    A compound is searched for by its last part, and an Arabic word without its article.
    """
    if article := _ARTICLE.match(word):
        if len(word) - article.end() >= SHORTEST_SEARCHED_TAIL:
            yield word[article.end() :]
    elif len(word) >= _SHORTEST_COMPOUND:
        for start in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1):
            yield word[start:]


@dataclass(frozen=True, slots=True)
class _Places:
    """Leads from places in folded text back to places in the text."""

    text: str
    origins: Sequence[int]

    def start(self, index: int) -> int:
        return self.origins[index]

    def end(self, index: int) -> int:
        """Return where the character behind the folded one at `index` ends, marks included."""
        after = bisect_right(self.origins, self.origins[index])
        return self.origins[after] if after < len(self.origins) else len(self.text)


def _terms_of_run(folded: str, places: _Places, run: re.Match[str]) -> Iterator[Term]:
    first, last = run.span()
    if run[0].startswith("w"):
        text = folded[first:last][:LONGEST_TERM]
        yield Term(text, places.start(first), places.end(last - 1))
        return
    for index in range(first, last):
        end = min(index + 2, last)
        yield Term(folded[index:end], places.start(index), places.end(end - 1), pair=True)


@lru_cache(maxsize=_CHARACTERS_KEPT)
def _kind(char: str) -> str:
    """Return `w` for a character of a word, `c` for one of a script without spaces, or a space."""
    if unicodedata.category(char)[0] not in "LMN":
        return " "
    code = ord(char)
    return "c" if any(first <= code <= last for first, last in _UNSPACED) else "w"
