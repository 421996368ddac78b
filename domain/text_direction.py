"""Tell in which direction a text runs, and mark it where a player would guess it wrongly.

Subtitles do not say in which direction a text runs, so players take it from the first letter of
each line (UAX #9, rules P2 and P3). A line of an Arabic text that begins with a Latin name would be
shown with its parts in the wrong order.
"""

import unicodedata
from typing import Final

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_LETTERS: Final = _RIGHT_TO_LEFT | {"L"}
_LANGUAGES: Final = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})
_MARKS: Final = {True: "\N{RIGHT-TO-LEFT MARK}", False: "\N{LEFT-TO-RIGHT MARK}"}


def direction_mark(line: str, *, runs_left: bool) -> str:
    """Return the mark to put before a line of a text: none if it begins like the text runs."""
    return "" if begins_right_to_left(line) == runs_left else _MARKS[runs_left]


def runs_left(text: str, language: str | None) -> bool:
    """Say whether a text is written from right to left; unknown languages are known by letters."""
    if language is not None or text.isascii():
        return language in _LANGUAGES
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    return 2 * sum(kind in _RIGHT_TO_LEFT for kind in kinds) > sum(
        kind in _LETTERS for kind in kinds
    )


def begins_right_to_left(text: str) -> bool:
    """Say whether the first letter belongs to a script from right to left; False without letters.

    That is what a player takes the direction of a line from.
    """
    found = map(unicodedata.bidirectional, text)
    return next((kind for kind in found if kind in _LETTERS), "L") in _RIGHT_TO_LEFT
