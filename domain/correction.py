"""A correction of a segment, and the line that holds both versions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.transcript import Segment

MAX_CORRECTION_LENGTH: Final = 2_000  # characters; a segment is half a minute of speech at most


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody wrote in place of the text of a segment, the `index`-th, counted from 0.

    The text is one line; where it is empty, nothing was said there.
    """

    index: int
    text: str
    corrected_at: datetime

    @classmethod
    def of(cls, index: int, text: str, *, at: datetime) -> "Correction":
        """Take what somebody wrote: line breaks and runs of spaces become one space."""
        return cls(index, " ".join(text.split()), at)


@dataclass(frozen=True, slots=True)
class Line:
    """A segment at its place in the transcript, and what somebody made of it."""

    index: int
    heard: Segment
    correction: Correction | None = None

    @property
    def segment(self) -> Segment:
        """The segment as it is to be read.

        Space before the text stays, since it parts the segments of most languages. The words go:
        their times belong to what was heard.
        """
        if self.correction is None:
            return self.heard
        text = self.heard.text
        space = text[: len(text) - len(text.lstrip())]
        return replace(self.heard, text=f"{space}{self.correction.text}", words=None)

    @property
    def is_blank(self) -> bool:
        """Somebody said that nothing was said here."""
        return self.correction is not None and not self.correction.text
