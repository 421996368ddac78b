"""Fold text for searching, so that case, accents and forms of a character make no difference."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# Marks that readers leave out or write differently: accents of Latin, Greek and Cyrillic, points
# of Hebrew and Arabic, the Devanagari nukta. Vowel signs of Indic scripts and Thai are letters to
# their readers, so they stay.
_LEFT_OUT: Final = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),  # tatweel, which only stretches a word
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x093C, 0x093C),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200C, 0x200D),  # joiners, which only shape the letters around them
    (0x20D0, 0x20FF),
)
# Letters that keyboards and writers use for each other, which Unicode keeps apart.
_SAME: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    }
)
# A half-width sound mark of katakana belongs to the character before it.
_HALF_WIDTH_MARKS: Final = frozenset("ﾞﾟ")
_CLUSTERS_KEPT: Final = 20_000
_NOT_ALONE: Final = "\N{REPLACEMENT CHARACTER}"  # no letter, so it may stand for others


class _Folded(dict[int, str]):
    """What a character is folded to, if it is one character and has no marks; or `_NOT_ALONE`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _NOT_ALONE if _continues(char) else _folded(char)
        if len(folded) != 1:
            folded = _NOT_ALONE
        if len(self) < _CLUSTERS_KEPT:
            self[code] = folded
        return folded


_FOLDED: Final = _Folded()


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and where in `text` the character behind each of its own begins.

    Most texts have no character that becomes two, or none: they are folded in one go.
    """
    folded = text.lower() if text.isascii() else text.translate(_FOLDED)
    return _fold_clusters(text) if _NOT_ALONE in folded else (folded, range(len(text)))


def _fold_clusters(text: str) -> tuple[str, Sequence[int]]:
    pieces, origins, start = [], list[int](), 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _continues(text[end]):
            continue
        piece = _folded(text[start:end])
        pieces.append(piece)
        origins.extend([start] * len(piece))
        start = end
    return "".join(pieces), origins


@lru_cache(maxsize=_CLUSTERS_KEPT)
def _folded(cluster: str) -> str:
    """Fold a character with the marks that belong to it."""
    apart = unicodedata.normalize("NFKD", cluster).casefold()
    kept = "".join(char for char in apart if not _is_left_out(ord(char)))
    return "".join(map(_plain_digit, unicodedata.normalize("NFC", kept).translate(_SAME)))


@lru_cache(maxsize=_CLUSTERS_KEPT)
def _continues(char: str) -> bool:
    return char in _HALF_WIDTH_MARKS or unicodedata.category(char)[0] == "M"


def _is_left_out(code: int) -> bool:
    return any(first <= code <= last for first, last in _LEFT_OUT)


def _plain_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
