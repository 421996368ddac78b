"""Segments as text and subtitles, byte for byte as openai-whisper writes them.

We differ where a line break or a long arrow in the text would break the format itself, and where
times would make cues that overlap, have no length or go beyond the sound (`domain.cues`).
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from textwrap import wrap
from typing import Final

from domain.cues import Cue, CueTrack
from domain.subtitle_layout import AS_HEARD, SubtitleLayout
from domain.transcript import Segment

# Characters that start a formula in a spreadsheet, also at full width (OWASP, CSV Injection).
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Any number of dashes: replacing only `-->` would turn `--->` into `-->`.
_ARROW: Final = re.compile("--+>")


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
    layout: SubtitleLayout = AS_HEARD,
) -> Iterator[str]:
    """Yield the document piece by piece, so that a long transcript is never held whole.

    `duration_seconds` is the length of the sound, or None if it is not known.
    """
    writer = Writer(form, duration_seconds, layout)
    yield writer.opening
    for segment in segments:
        yield writer.add(segment)
    yield writer.rest()


class Writer:
    """Writes a document segment by segment; a piece may be empty, as cues may be held back."""

    def __init__(
        self, form: TextFormat, duration_seconds: float | None, layout: SubtitleLayout = AS_HEARD
    ) -> None:
        """Take the length of the sound, or None if it is not known."""
        self._form = form
        self._layout = layout
        self._track = CueTrack(duration_seconds)
        self._number = 0

    @property
    def opening(self) -> str:
        """The text before the first segment."""
        openings = {TextFormat.VTT: "WEBVTT\n\n", TextFormat.TSV: "start\tend\ttext\n"}
        return openings.get(self._form, "")

    def add(self, segment: Segment) -> str:
        """Take the next segment, and return the text that is final."""
        if self._form is TextFormat.TXT:
            return f"{_line(segment.text)}\n"
        return self._written(self._track.add(segment))

    def rest(self) -> str:
        """Return the text that was held back, after the last segment."""
        return self._written(self._track.rest())

    def _written(self, cue: Cue | None) -> str:
        if cue is None:
            return ""
        self._number += 1
        match self._form:
            case TextFormat.SRT:
                return _srt(self._number, cue, self._lines(cue))
            case TextFormat.VTT:
                return _vtt(cue, self._lines(cue))
            case _:
                return _tsv(cue, escaped=self._layout.escape_cells)

    def _lines(self, cue: Cue) -> str:
        """Break the text at spaces and hyphens, and break any word that is longer than a line."""
        width = self._layout.max_line_width
        text = _shown(cue.text)
        return text if width is None else "\n".join(wrap(text, width))


def _srt(number: int, cue: Cue, lines: str) -> str:
    """SubRip: numbered from 1, hours always, a comma before the milliseconds."""
    times = f"{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}"
    return f"{number}\n{times}\n{lines}\n\n"


def _vtt(cue: Cue, lines: str) -> str:
    """WebVTT: hours always; `&`, `<` and `>` escaped, as the format demands."""
    times = f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}"
    text = lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{times}\n{text}\n\n"


def _tsv(cue: Cue, *, escaped: bool) -> str:
    """Tab-separated values: start and end in whole milliseconds, then the text.

    The text is verbatim. With `escaped`, a text that a spreadsheet would run as a formula gets a
    `'` before it.
    """
    text = _line(cue.text).replace("\t", " ")
    if escaped and text.startswith(_FORMULA_SIGNS):
        text = f"'{text}"
    return f"{cue.start}\t{cue.end}\t{text}\n"


def _shown(text: str) -> str:
    """Make the text one line without an arrow, as both would end the cue."""
    return _ARROW.sub("->", _line(text))


def _line(text: str) -> str:
    """Make the text one line, for all characters that some reader takes for a line break."""
    return " ".join(text.splitlines()).strip()


def _clock(milliseconds: int, mark: str) -> str:
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{mark}{milliseconds % 1000:03d}"
