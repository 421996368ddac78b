"""Which of several formats does the client want?"""

from collections.abc import Sequence
from typing import Final, NamedTuple

_MOST_RANGES: Final = 32  # what follows in a longer header is not looked at


class _Range(NamedTuple):
    """One range of an Accept header, such as `text/*;q=0.5`."""

    kind: str
    subkind: str
    quality: float

    def fits(self, media_type: str) -> int:
        """Say how exactly the range names the type: 0 is not at all, 3 exactly."""
        kind, _, subkind = media_type.partition("/")
        if (self.kind, self.subkind) == (kind, subkind):
            return 3
        if (self.kind, self.subkind) == (kind, "*"):
            return 2
        return 1 if (self.kind, self.subkind) == ("*", "*") else 0


def preferred(accept: str, offers: Sequence[str]) -> str:
    """Choose a media type by an Accept header (RFC 9110, 12.5.1).

    The most exact range decides over a type; of equally welcome types the one offered first is
    taken, and so it is where none is welcome: an answer of another kind beats none.
    """
    ranges = [parsed for part in accept.split(",")[:_MOST_RANGES] if (parsed := _parsed(part))]
    qualities = {offer: _quality(offer, ranges) for offer in offers}
    return max(offers, key=qualities.__getitem__)


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    fitting = [found for found in ranges if found.fits(media_type)]
    return max(fitting, key=lambda found: found.fits(media_type)).quality if fitting else 0.0


def _parsed(text: str) -> _Range | None:
    media_type, *parameters = (piece.strip().lower() for piece in text.split(";"))
    kind, _, subkind = media_type.partition("/")
    if not kind or not subkind:
        return None
    weights = [value for name, _, value in (p.partition("=") for p in parameters) if name == "q"]
    return _Range(kind, subkind, _weight(weights[0]) if weights else 1.0)


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
