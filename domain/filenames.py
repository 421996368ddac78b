"""Clean the names of uploaded files, which are shown and sent back but never used as paths."""

import unicodedata
from typing import Final

LONGEST: Final = 255  # characters
NAMELESS: Final = "recording"
# Control characters, invisible ones (the bidi overrides among them), halves of surrogate pairs,
# and the two separators that some programs take for line ends.
_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def shown_name(sent: str | None) -> str:
    """Return the name as it was sent, without characters that would garble its display."""
    kept = "".join(c for c in sent or "" if unicodedata.category(c) not in _UNSHOWABLE)
    return kept.strip()[:LONGEST].strip() or NAMELESS
