"""A correction of a segment, and the line that holds both versions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.speaker_assignment import said_by
from domain.transcript import Segment

MAX_CORRECTION_LENGTH: Final = 2_000  # characters; a segment is half a minute of speech at most


@dataclass(frozen=True, slots=True)
class Correction:
    """A user's text in place of that of a segment, the `index`-th, counted from 0.

    The text is one line; an empty text means that nothing was said there.
    """

    index: int
    text: str
    corrected_at: datetime

    @classmethod
    def of(cls, index: int, text: str, *, at: datetime) -> "Correction":
        """Make a correction of a typed text: line breaks and runs of spaces become one space."""
        return cls(index, " ".join(text.split()), at)


@dataclass(frozen=True, slots=True)
class Line:
    """A segment, its index in the transcript, and its correction if there is one.

    `speaker` is the label that a user's edits give it, None if they change nothing.
    """

    index: int
    heard: Segment
    correction: Correction | None = None
    speaker: str | None = None

    @property
    def segment(self) -> Segment:
        """The segment with the corrected text and the speaker that users' edits give it.

        The space before the text is kept, since it separates segments in most languages. The words
        of a corrected text are removed, as their times belong to the old text.
        """
        heard = self.heard if self.speaker is None else said_by(self.heard, self.speaker)
        if self.correction is None:
            return heard
        text = self.heard.text
        space = text[: len(text) - len(text.lstrip())]
        return replace(heard, text=f"{space}{self.correction.text}", words=None)

    @property
    def is_blank(self) -> bool:
        """Whether a user has said that nothing was said here."""
        return self.correction is not None and not self.correction.text
