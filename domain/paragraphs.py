"""Paragraphs: segments joined for people who read a transcript from start to end."""

import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.punctuation import SENTENCE_ENDS
from domain.text_direction import begins_right_to_left
from domain.transcript import Segment

PAUSE_SECONDS: Final = 2.0  # a pause that starts a new paragraph
LONG: Final = 600  # characters, after which a paragraph ends with its sentence
LONGEST: Final = 1_500  # characters, after which it ends anyway
# With the full stops of Urdu, Ethiopic, Burmese and Khmer.
_SENTENCE_ENDS: Final = (*SENTENCE_ENDS, "\u06d4", "\u1362", "\u104b", "\u17d4")
_NONE: Final = frozenset("\ufffe\uffff")  # places that Unicode gives to no character
_CLOSING: Final = "\"')]\u00bb\u201d\u2019\u300d\u300f"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Consecutive segments of one speaker; times in seconds from the start of the recording.

    `speaker` is the name that is read, None if nobody is named.
    """

    start: float
    end: float
    text: str
    speaker: str | None = None

    @property
    def is_right_to_left(self) -> bool:
        """Whether its first letter belongs to a script that is written from right to left."""
        return begins_right_to_left(self.text)


class Paragraphs:
    """Joins segments to paragraphs; one paragraph is held back, as it may go on."""

    def __init__(self) -> None:
        self._held: list[Segment] = []
        self._length = 0

    def add(self, segment: Segment) -> Paragraph | None:
        """Take the next segment; return the paragraph before it if that one has ended."""
        if not segment.text.strip():
            return None
        ended = self.rest() if self._held and self._ends_before(segment) else None
        self._held.append(segment)
        self._length += len(segment.text)
        return ended

    def rest(self) -> Paragraph | None:
        """Return the last paragraph, after the last segment."""
        held, self._held, self._length = self._held, [], 0
        if not held:
            return None
        text = readable("".join(segment.text for segment in held))
        end = max(segment.end for segment in held)
        return Paragraph(held[0].start, end, text, readable(held[0].speaker or "") or None)

    def _ends_before(self, segment: Segment) -> bool:
        last = self._held[-1]
        if (segment.channel, segment.speaker) != (last.channel, last.speaker):
            return True
        if segment.start - last.end >= PAUSE_SECONDS:
            return True
        if self._length + len(segment.text) > LONGEST:
            return True
        finished = last.text.rstrip().rstrip(_CLOSING).endswith(_SENTENCE_ENDS)
        return finished and self._length >= LONG


def paragraphs(segments: Iterable[Segment]) -> Iterator[Paragraph]:
    """Join segments to paragraphs."""
    joined = Paragraphs()
    yield from (ended for segment in segments if (ended := joined.add(segment)))
    if last := joined.rest():
        yield last


async def paragraphs_of(segments: AsyncIterable[Segment]) -> AsyncIterator[Paragraph]:
    """Join segments to paragraphs as they come."""
    joined = Paragraphs()
    async for segment in segments:
        if ended := joined.add(segment):
            yield ended
    if last := joined.rest():
        yield last


def readable(text: str) -> str:
    """Make a text one line without what XML and other formats forbid.

    These are control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
    """
    kept = (
        char
        for char in " ".join(text.splitlines())
        if char == "\t" or (unicodedata.category(char) not in {"Cc", "Cs"} and char not in _NONE)
    )
    return "".join(kept).strip()


def clock(seconds: float) -> str:
    """Write a time as people read it: hours, minutes and seconds."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{left:02d}"
