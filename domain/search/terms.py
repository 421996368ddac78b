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
from typing import Final, NamedTuple

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


class Term(NamedTuple):
    """A folded term, and the part of the text that it stands for: `text[start:end]`.

    `pair` says that it is a pair of characters (or the last character) of a script without spaces.
    A tuple is made in a third of the time of a dataclass, and a page of hits needs thousands.
    """

    text: str
    start: int
    end: int
    pair: bool = False


def terms(text: str) -> Sequence[Term]:
    """Return the terms of a text in order."""
    folded, origins = fold(text)
    kinds = folded.translate(_KINDS)
    found: list[Term] = []
    for run in _RUNS.finditer(kinds):
        first, last = run.span()
        if kinds[first] == "w":
            found.append(Term(folded[first:last][:LONGEST_TERM], first, last))
        else:
            ends = (*range(first + 2, last + 1), last)
            found += [
                Term(folded[start:end], start, end, pair=True)
                for start, end in zip(range(first, last), ends, strict=True)
            ]
    return found if isinstance(origins, range) else _in_text(found, text, origins)


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


def _in_text(found: Sequence[Term], text: str, origins: Sequence[int]) -> Sequence[Term]:
    """Lead from places in folded text back to places in the text, marks included."""

    def end(index: int) -> int:
        after = bisect_right(origins, origins[index])
        return origins[after] if after < len(origins) else len(text)

    return [each._replace(start=origins[each.start], end=end(each.end - 1)) for each in found]


class _Kinds(dict[int, str]):
    """Has `w` for a character of a word, `c` for one of a script without spaces, or a space."""

    def __missing__(self, code: int) -> str:
        kind = _kind(code)
        if len(self) < _CHARACTERS_KEPT:
            self[code] = kind
        return kind


def _kind(code: int) -> str:
    if unicodedata.category(chr(code))[0] not in "LMN":
        return " "
    return "c" if any(first <= code <= last for first, last in _UNSPACED) else "w"


_KINDS: Final = _Kinds()
