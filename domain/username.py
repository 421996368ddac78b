"""Which user names are allowed."""

import unicodedata
from typing import Final

from domain.errors import FieldError, InvalidRequestError

LONGEST: Final = 64
SIGNS: Final = "._-@+"  # enough for an e-mail address, and nothing that a path or a shell takes up
# Letters by Unicode's book, which nobody sees.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0")
RULE: Final = (
    f"Use 1 to {LONGEST} letters and digits in their usual form, and {' '.join(SIGNS)} between "
    "them; begin with a letter or a digit."
)


def normal_username(name: str) -> str:
    """Write a name as it is stored: keyboards differ in how they compose an `ö`."""
    return unicodedata.normalize("NFC", name)


def acceptable_username(name: str) -> str:
    """Give the name as it is stored. Raise InvalidRequestError where nobody may be called so."""
    normal = normal_username(name)
    if not is_acceptable(normal):
        raise InvalidRequestError(FieldError("username", RULE))
    return normal


def is_acceptable(name: str) -> bool:
    """Say whether a user may be called so.

    Letters of another form (full width, mathematical, in circles) look like the usual ones.
    """
    return (
        1 <= len(name) <= LONGEST
        and name[0].isalnum()
        and all(sign.isalnum() or sign in SIGNS for sign in name)
        and unicodedata.is_normalized("NFKC", name)
        and _INVISIBLE.isdisjoint(name)
    )
