"""Names of files that strangers chose, on their way back out."""

from typing import Final
from urllib.parse import quote

from domain.filenames import NAMELESS

_UNSAFE: Final = frozenset('"\\%/;')


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
