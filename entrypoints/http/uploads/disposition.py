r"""Parses the Content-Disposition of a form's part: its name and file name (RFC 7578, 4.2).

Clients quote in two ways: browsers, curl and httpx write `%22` for a quotation mark (WHATWG HTML,
"multipart/form-data"), older ones `\"`. aiohttp's own parser knows only the latter, and refuses a
name with several semicolons.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_PARAMETER: Final = re.compile(
    r"""\s*;\s*(?P<name>[^\s=;"]+)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^;"]*))""",
    re.DOTALL,
)
_QUOTED_PAIR: Final = re.compile(r'\\(["\\])')  # any other backslash is literal: `C:\talk.wav`
_PERCENT: Final = re.compile("%(22|0[AaDd])")  # the only three characters that WHATWG HTML escapes
_EXTENDED: Final = re.compile(r"([\w-]*)'[^']*'([^']*)")


@dataclass(frozen=True, slots=True)
class Disposition:
    """The names of a part; `filename` is None if the part is not a file."""

    name: str | None
    filename: str | None


def read_disposition(header: str) -> Disposition | None:
    """Parse the header; return None if it is invalid."""
    kind, semicolon, rest = header.partition(";")
    if kind.strip().lower() != "form-data":
        return None
    values: dict[str, str] = {}
    place, text = 0, (semicolon + rest).rstrip("; \t")
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None or found["name"].lower() in values:
            return None
        values[found["name"].lower()] = _value(found)
        place = found.end()
    extended = _extended(values.get("filename*", ""))
    return Disposition(values.get("name"), extended or values.get("filename"))


def _value(found: re.Match[str]) -> str:
    if found["quoted"] is None:
        return found["plain"].strip()
    return _PERCENT.sub(
        lambda code: chr(int(code[1], 16)), _QUOTED_PAIR.sub(r"\1", found["quoted"])
    )


def _extended(text: str) -> str | None:
    """Decode `utf-8''a%20b` (RFC 8187); return None if it is invalid."""
    found = _EXTENDED.fullmatch(text)
    try:
        return unquote(found[2], found[1] or "utf-8", "strict") if found else None
    except (LookupError, UnicodeDecodeError):
        return None
