"""Writes file names chosen by users into response headers."""

from typing import Final
from urllib.parse import quote

from domain.filenames import NAMELESS

_UNSAFE: Final = frozenset('"\\%/;')


def renamed(original: str, suffix: str) -> str:
    """Name a document after its recording: `talk.mp3` gives `talk.srt`."""
    name = original.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return f"{stem.strip('. ') or NAMELESS}.{suffix}"


def attachment(name: str) -> str:
    """Write a Content-Disposition that saves the body under this name (RFC 6266, RFC 8187).

    The plain `filename` is for clients that do not read `filename*`: ASCII, without characters that
    need quoting, percent signs (some clients would decode them) and semicolons (some would split
    there).
    """
    plain = "".join(
        c if c.isascii() and c.isprintable() and c not in _UNSAFE else "_" for c in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
