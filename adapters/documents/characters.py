"""Which characters the fonts of our PDF documents have."""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
NAMED: Final = 5  # scripts that the note names
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# Characters that are not drawn, so that no font needs them.
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Zs", "Zl", "Zp"})


class MissingCharacters:
    """Replaces the characters that no font has, and counts them by their scripts."""

    def __init__(self) -> None:
        self._missing: Counter[str] = Counter()

    def replaced(self, text: str) -> str:
        """Return the text with a replacement character for each that cannot be shown."""
        if text.isascii():
            return text
        return "".join(map(self._shown, text))

    @property
    def note(self) -> str:
        """Say what is missing; empty if nothing is."""
        if not self._missing:
            return ""
        scripts = [script for script, _ in self._missing.most_common(NAMED)]
        count = self._missing.total()
        are = (
            "character of this transcript is" if count == 1 else "characters of this transcript are"
        )
        return (
            f"{count:,} {are} shown as {REPLACEMENT}, "
            f"since this service has no font for them ({', '.join(scripts)}). "
            "The Word, Markdown and text files have them all."
        )

    def _shown(self, char: str) -> str:
        if _has_a_glyph(char):
            return char
        self._missing[_script(char)] += 1
        return REPLACEMENT


def _has_a_glyph(char: str) -> bool:
    starts, ends = _ranges()
    place = bisect_right(starts, ord(char)) - 1
    return (place >= 0 and ord(char) <= ends[place]) or unicodedata.category(char) in _INVISIBLE


def _script(char: str) -> str:
    """Guess the script by the first word of the character's name, as TIBETAN LETTER KA."""
    return unicodedata.name(char, "UNKNOWN").partition(" ")[0].capitalize()


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    lines = (FONTS / "characters.txt").read_text(encoding="ascii").split()
    return _column(lines, 0), _column(lines, 1)


def _column(lines: Iterable[str], place: int) -> tuple[int, ...]:
    return tuple(int(line.split("-")[place], 16) for line in lines)
