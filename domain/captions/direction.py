"""Mark the direction of a line where a player would guess it wrongly.

Subtitles do not say in which direction a text runs, so players take it from the first letter of
each line (UAX #9, rules P2 and P3). A line of an Arabic text that begins with a Latin name would be
shown with its parts in the wrong order.
"""

import unicodedata
from typing import Final

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_LANGUAGES: Final = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})
_MARKS: Final = {True: "\N{RIGHT-TO-LEFT MARK}", False: "\N{LEFT-TO-RIGHT MARK}"}


def direction_mark(line: str, *, runs_left: bool) -> str:
    """Return the mark to put before a line of a text: none if it begins like the text runs."""
    return "" if _begins_left(line) == runs_left else _MARKS[runs_left]


def runs_left(text: str, language: str | None) -> bool:
    """Say whether a text is written from right to left; unknown languages are known by letters."""
    if language is not None or text.isascii():
        return language in _LANGUAGES
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    return 2 * sum(kind in _RIGHT_TO_LEFT for kind in kinds) > sum(
        kind in {"L", "R", "AL"} for kind in kinds
    )


def _begins_left(line: str) -> bool:
    """Say which direction a player takes the line for; without letters it is from left to right."""
    for sign in line:
        kind = unicodedata.bidirectional(sign)
        if kind in {"L", "R", "AL"}:
            return kind in _RIGHT_TO_LEFT
    return False
