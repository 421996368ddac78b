"""The languages of a recording, by how long each is spoken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language (as in DetectedLanguage), and the total seconds of its segments."""

    code: str
    seconds: float


class LanguageTally:
    """Sums up the seconds of each language, segment by segment."""

    def __init__(self) -> None:
        self._seconds = defaultdict[str, float](float)

    def add(self, segments: Iterable[Segment], *, otherwise: str | None) -> None:
        """Add segments; a segment without a language counts as `otherwise`."""
        for segment in segments:
            code = segment.language or otherwise
            if code is not None:
                self._seconds[code] += segment.end - segment.start

    @property
    def languages(self) -> tuple[SpokenLanguage, ...]:
        """The languages so far, the longest first."""
        ranked = sorted(self._seconds.items(), key=lambda item: (-item[1], item[0]))
        return tuple(SpokenLanguage(code, seconds) for code, seconds in ranked)
