"""Web addresses that a user names and the service calls."""

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2_048  # characters
SCHEMES: Final = ("http", "https")
_SPACE_OR_CONTROL: Final = frozenset(map(chr, (*range(0x21), 0x7F, *range(0x80, 0xA1))))


def fault_of(url: str) -> str | None:
    """Say what is wrong with an address, for the user who wrote it; None if nothing is.

    Programs disagree on where the host of an unusual address begins (a backslash, a name before
    `@`), so such addresses are refused. Whether the host may be called is checked elsewhere.
    """
    if len(url) > LONGEST:
        return f"An address may have {LONGEST} characters at most."
    if any(c in _SPACE_OR_CONTROL or c == "\\" or "\ud800" <= c <= "\udfff" for c in url):
        return "An address cannot hold spaces, backslashes or control characters."
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return _NOT_ONE
    if scheme not in SCHEMES or not host or port == 0:
        return _NOT_ONE
    if "@" in parts.netloc:
        return "Leave user name and password out of the address."
    return None


_NOT_ONE: Final = "Give an address such as https://example.com/path, with http or https."
