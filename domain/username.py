"""Which user names are allowed."""

import unicodedata
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError

LONGEST: Final = 64
SIGNS: Final = "._-@+"  # enough for an e-mail address, and nothing special to a path or a shell
# Unicode counts these as letters, but they are invisible.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0")
RULE: Final = (
    f"Use 1 to {LONGEST} letters and digits in their usual form, and {' '.join(SIGNS)} between "
    "them; begin with a letter or a digit."
)


def normal_username(name: str) -> str:
    """Normalize a name for storing: keyboards differ in how they compose an `ö`."""
    return unicodedata.normalize("NFC", name)


def acceptable_username(name: str) -> str:
    """Return the name as it is stored. Raises InvalidRequestError if it is not allowed."""
    normal = normal_username(name)
    if not is_acceptable(normal):
        raise InvalidRequestError(FieldError("username", RULE))
    return normal


def is_acceptable(name: str) -> bool:
    """Say whether a user may have this name.

    Letters of another form (full width, mathematical, in circles) are refused, as they look like
    the usual ones.
    """
    return (
        1 <= len(name) <= LONGEST
        and name[0].isalnum()
        and all(sign.isalnum() or sign in SIGNS for sign in name)
        and unicodedata.is_normalized("NFKC", name)
        and _INVISIBLE.isdisjoint(name)
    )
