"""Divide the segments of a transcript among its speakers, as it was stored."""

from collections.abc import AsyncIterator, Iterable

from domain.speaker_assignment import Parts, divided
from domain.transcript import Segment


class Division:
    """Divides segments by their stored parts; both come in the order of the transcript.

    Without parts, every segment stays whole. What is counted after the division is the index by
    which users and edits refer to segments.
    """

    def __init__(self, parts: AsyncIterator[Parts] | None) -> None:
        self._parts = parts

    async def of(self, segment: Segment) -> Iterable[Segment]:
        """Return the parts of the next segment, each with its speaker."""
        parts = None if self._parts is None else await anext(self._parts, None)
        return (segment,) if parts is None else divided(segment, parts)
