"""Segments as text and subtitles, byte for byte as openai-whisper writes them."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from domain.transcript import Segment


class TextFormat(StrEnum):
    """The formats that are plain text."""

    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


def render(form: TextFormat, segments: Iterable[Segment]) -> Iterator[str]:
    """Yield the document piece by piece, so that a long transcript is never held whole."""
    return {TextFormat.TXT: txt, TextFormat.SRT: srt, TextFormat.VTT: vtt, TextFormat.TSV: tsv}[
        form
    ](segments)


def txt(segments: Iterable[Segment]) -> Iterator[str]:
    """One segment a line."""
    for segment in segments:
        yield f"{segment.text.strip()}\n"


def srt(segments: Iterable[Segment]) -> Iterator[str]:
    """SubRip: numbered from 1, hours always, a comma before the milliseconds."""
    for number, segment in enumerate(segments, start=1):
        times = f"{_clock(segment.start, ',')} --> {_clock(segment.end, ',')}"
        yield f"{number}\n{times}\n{_cue(segment.text)}\n\n"


def vtt(segments: Iterable[Segment]) -> Iterator[str]:
    """WebVTT: hours always; `&`, `<` and `>` escaped, as the format demands."""
    yield "WEBVTT\n\n"
    for segment in segments:
        times = f"{_clock(segment.start, '.')} --> {_clock(segment.end, '.')}"
        text = _cue(segment.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        yield f"{times}\n{text}\n\n"


def tsv(segments: Iterable[Segment]) -> Iterator[str]:
    """Tab-separated values: start and end in whole milliseconds, then the text."""
    yield "start\tend\ttext\n"
    for segment in segments:
        text = segment.text.strip().replace("\t", " ")
        yield f"{_milliseconds(segment.start)}\t{_milliseconds(segment.end)}\t{text}\n"


def _cue(text: str) -> str:
    """Keep to one line without an arrow: both would end the cue."""
    return " ".join(text.split("\n")).strip().replace("-->", "->")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _clock(seconds: float, mark: str) -> str:
    minutes, milliseconds = divmod(_milliseconds(seconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{mark}{milliseconds % 1000:03d}"
