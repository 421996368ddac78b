"""Segments as text and subtitles, byte for byte as openai-whisper writes them.

Only where a line break or a long arrow in the text would break the format itself, we differ.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from domain.transcript import Segment

_ARROW: Final = re.compile("--+>")  # with more dashes, too: `-->` must not be left of `--->`


class TextFormat(StrEnum):
    """The formats that are plain text."""

    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


def render(form: TextFormat, segments: Iterable[Segment]) -> Iterator[str]:
    """Yield the document piece by piece, so that a long transcript is never held whole."""
    yield opening(form)
    for number, segment in enumerate(segments, start=1):
        yield piece(form, number, segment)


def opening(form: TextFormat) -> str:
    """Give what stands before the first segment."""
    return {TextFormat.VTT: "WEBVTT\n\n", TextFormat.TSV: "start\tend\ttext\n"}.get(form, "")


def piece(form: TextFormat, number: int, segment: Segment) -> str:
    """Write one segment; `number` is its place in the transcript, counted from 1."""
    match form:
        case TextFormat.TXT:
            return f"{_line(segment.text)}\n"
        case TextFormat.SRT:
            return _srt(number, segment)
        case TextFormat.VTT:
            return _vtt(segment)
        case TextFormat.TSV:
            return _tsv(segment)


def _srt(number: int, segment: Segment) -> str:
    """SubRip: numbered from 1, hours always, a comma before the milliseconds."""
    times = f"{_clock(segment.start, ',')} --> {_clock(segment.end, ',')}"
    return f"{number}\n{times}\n{_cue(segment.text)}\n\n"


def _vtt(segment: Segment) -> str:
    """WebVTT: hours always; `&`, `<` and `>` escaped, as the format demands."""
    times = f"{_clock(segment.start, '.')} --> {_clock(segment.end, '.')}"
    text = _cue(segment.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{times}\n{text}\n\n"


def _tsv(segment: Segment) -> str:
    """Tab-separated values: start and end in whole milliseconds, then the text."""
    text = _line(segment.text).replace("\t", " ")
    return f"{_milliseconds(segment.start)}\t{_milliseconds(segment.end)}\t{text}\n"


def _cue(text: str) -> str:
    """Keep to one line without an arrow: both would end the cue."""
    return _ARROW.sub("->", _line(text))


def _line(text: str) -> str:
    """Keep to one line, by whatever some reader takes for the end of one."""
    return " ".join(text.splitlines()).strip()


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _clock(seconds: float, mark: str) -> str:
    minutes, milliseconds = divmod(_milliseconds(seconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{mark}{milliseconds % 1000:03d}"
