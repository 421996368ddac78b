"""Make texts from others safe to print in a terminal."""

import unicodedata
from typing import Final

# Control characters, invisible ones (the bidi overrides among them), halves of surrogate pairs,
# and the two separators that some programs take for line ends.
_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: object) -> str:
    r"""Write what acts rather than stands as Python would: ESC as \x1b, a line end as \n."""
    return "".join(map(_shown, str(text)))


def json_printable(document: str) -> str:
    r"""Write the same characters of a JSON document as \u001b: it says what it said before.

    Line ends stay. JSON itself escapes only what lies below the blank, and some terminals obey
    U+009B as they do ESC.
    """
    return "".join(each if each == "\n" else _json_shown(each) for each in document)


def _shown(each: str) -> str:
    return each.encode("unicode_escape").decode() if _acts(each) else each


def _json_shown(each: str) -> str:
    if not _acts(each):
        return each
    units = each.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _acts(each: str) -> bool:
    return unicodedata.category(each) in _ACTIVE
