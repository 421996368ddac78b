"""How much room a text takes in a subtitle, and how much a line has in its script."""

import unicodedata
from functools import lru_cache
from typing import Final

# Cells are half the width of a Chinese character. Netflix's style guides allow 42 characters in a
# line of most languages, 16 at full width in Chinese, Japanese and Korean, and 35 in Thai.
LINE_CELLS: Final = 42
WIDE_LINE_CELLS: Final = 32
THAI_LINE_CELLS: Final = 35
_FULL: Final = 2
_THAI: Final = range(0x0E00, 0x0E80)
_JOINER: Final = "\u200d"


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return _FULL if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cells(text: str) -> int:
    """Measure a text in cells; marks that stand on other characters take none (UAX #11)."""
    return sum(map(_cells, text))


def line_cells(text: str) -> int:
    """Return how many cells a line has in the script that most of the text is written in."""
    letters = [each for each in text if each.isalpha()]
    half = len(letters) / 2
    if sum(_cells(each) == _FULL for each in letters) > half:
        return WIDE_LINE_CELLS
    if sum(ord(each) in _THAI for each in letters) > half:
        return THAI_LINE_CELLS
    return LINE_CELLS


def is_written_apart(text: str) -> bool:
    """Say whether a space belongs between this text and more of it: not in Chinese or Japanese."""
    last = text[-1:]
    return not last or _cells(last) < _FULL or _is_hangul(last)


def _is_hangul(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("HANGUL")


def chunks(text: str, width: int) -> list[int]:
    """Return where to break a text without places to break, so that no part is wider than this.

    No break falls before a mark that belongs to the character before it, or inside an emoji that
    is made of several. The last index is the text's length.
    """
    ends: list[int] = []
    taken = 0
    for index, character in enumerate(text):
        size = _cells(character)
        joined = index > 0 and text[index - 1] == _JOINER
        if taken and taken + size > width and not joined:
            ends.append(index)
            taken = 0
        taken += size
    return [*ends, len(text)]
