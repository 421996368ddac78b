"""Segments as text, subtitles and tables.

The formats are those of openai-whisper. The subtitles are not: a cue is not a segment, but a
caption that can be read while the sound plays (`domain.captions`). Text that would break a format
is changed, as a line break is.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, Protocol

from domain.cue_writers import Captions, SegmentCues, single_line
from domain.cues import Cue, CueTrack
from domain.line_breaks import LineBreaker, after_spaces
from domain.subtitle_layout import AS_USUAL, SubtitleLayout
from domain.transcript import Segment

# Characters that start a formula in a spreadsheet, also at full width (OWASP, CSV Injection).
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class TextFormat(StrEnum):
    """The formats that are plain text."""

    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


def render(
    form: TextFormat,
    segments: Iterable[Segment],
    duration_seconds: float | None,
    layout: SubtitleLayout = AS_USUAL,
    breaks: LineBreaker = after_spaces,
    *,
    with_speakers: bool = False,
) -> Iterator[str]:
    """Yield the document piece by piece, so that a long transcript is never held whole.

    `duration_seconds` is the length of the sound, or None if it is not known. Segments have the
    names that are written as their speakers; `with_speakers` adds a column for them to tables.
    """
    document = writer(form, duration_seconds, layout, breaks, with_speakers=with_speakers)
    yield document.opening
    for segment in segments:
        yield document.add(segment)
    yield document.rest()


class Writer(Protocol):
    """Writes a document segment by segment; a piece may be empty, as cues may be held back."""

    opening: str
    """The text before the first segment."""

    def add(self, segment: Segment) -> str:
        """Take the next segment, and return the text that is final."""

    def rest(self) -> str:
        """Return the text that was held back, after the last segment."""


def writer(
    form: TextFormat,
    duration_seconds: float | None,
    layout: SubtitleLayout = AS_USUAL,
    breaks: LineBreaker = after_spaces,
    *,
    with_speakers: bool = False,
) -> Writer:
    """Make the writer of a format; `duration_seconds` is the length of the sound, if known."""
    match form:
        case TextFormat.TXT:
            return _Lines()
        case TextFormat.TSV:
            return _Table(
                duration_seconds, escaped=layout.escape_cells, with_speakers=with_speakers
            )
        case TextFormat.SRT | TextFormat.VTT if layout.segment_cues:
            return SegmentCues(duration_seconds, vtt=form is TextFormat.VTT)
        case _:
            return Captions(duration_seconds, layout, breaks, vtt=form is TextFormat.VTT)


class _Lines:
    """Plain text: one segment a line."""

    opening = ""

    def add(self, segment: Segment) -> str:
        lead = f"{segment.speaker}: " if segment.speaker else ""
        return f"{lead}{single_line(segment.text)}\n"

    def rest(self) -> str:
        return ""


class _Table:
    """Tab-separated values: start and end in whole milliseconds, the text, and maybe the speaker.

    The text is verbatim. With `escaped`, a text that a spreadsheet would run as a formula gets a
    `'` before it. The speaker is the last column, so that the others stay where they are.
    """

    def __init__(
        self, duration_seconds: float | None, *, escaped: bool, with_speakers: bool
    ) -> None:
        self._track = CueTrack(duration_seconds)
        self._escaped = escaped
        self._with_speakers = with_speakers
        self.opening = "start\tend\ttext\tspeaker\n" if with_speakers else "start\tend\ttext\n"

    def add(self, segment: Segment) -> str:
        cue = self._track.add(segment)
        return self._row(cue) if cue else ""

    def rest(self) -> str:
        cue = self._track.rest()
        return self._row(cue) if cue else ""

    def _row(self, cue: Cue) -> str:
        row = f"{cue.start}\t{cue.end}\t{self._cell(cue.text)}"
        return f"{row}\t{self._cell(cue.speaker or '')}\n" if self._with_speakers else f"{row}\n"

    def _cell(self, text: str) -> str:
        cell = single_line(text).replace("\t", " ")
        return f"'{cell}" if self._escaped and cell.startswith(_FORMULA_SIGNS) else cell
