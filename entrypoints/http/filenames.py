"""Names of files that strangers chose. They are shown and sent back, never used as paths."""

import unicodedata
from typing import Final
from urllib.parse import quote

LONGEST: Final = 255  # characters
NAMELESS: Final = "recording"
# Control characters, invisible ones (the bidi overrides among them), halves of surrogate pairs,
# and the two separators that some programs take for line ends.
_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_UNSAFE: Final = frozenset('"\\%/;')


def shown_name(sent: str | None) -> str:
    """Keep the name as it was sent, without what would garble the place where it is shown."""
    kept = "".join(c for c in sent or "" if unicodedata.category(c) not in _UNSHOWABLE)
    return kept.strip()[:LONGEST].strip() or NAMELESS


def renamed(original: str, suffix: str) -> str:
    """Name a document after the recording it was made from: `talk.mp3` gives `talk.srt`."""
    name = original.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return f"{stem.strip('. ') or NAMELESS}.{suffix}"


def attachment(name: str) -> str:
    """Write the Content-Disposition that saves under this name (RFC 6266; RFC 8187).

    The plain `filename` is for clients that know no better: ASCII, without what needs quoting,
    percent signs (some would decode them) and semicolons (some would split at them).
    """
    plain = "".join(
        c if c.isascii() and c.isprintable() and c not in _UNSAFE else "_" for c in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
