"""Chooses a response format by the Accept header (content negotiation)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

_MOST_RANGES: Final = 32  # the rest of a longer header is ignored


class _Range(NamedTuple):
    """One media range of an Accept header, such as `text/*;q=0.5`."""

    kind: str
    subkind: str
    quality: float

    def fits(self, media_type: str) -> int:
        """Return how closely the range matches the type: from 0 (no match) to 3 (exact)."""
        kind, _, subkind = media_type.partition("/")
        if (self.kind, self.subkind) == (kind, subkind):
            return 3
        if (self.kind, self.subkind) == (kind, "*"):
            return 2
        return 1 if (self.kind, self.subkind) == ("*", "*") else 0


def preferred(accept: str, offers: Sequence[str]) -> str:
    """Choose a media type by an Accept header (RFC 9110, 12.5.1).

    The most specific range decides the quality of a type. Between types of equal quality the first
    offered wins. If none is acceptable, the first offered is chosen too: some answer is better than
    406.
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
