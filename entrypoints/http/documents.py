"""Transcripts as documents, written piece by piece."""

import json
from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from typing import Any, Final

from domain import subtitles
from domain.job import Job
from domain.subtitles import TextFormat
from domain.transcript import Segment


class DocumentFormat(StrEnum):
    """The formats a transcript can be had in."""

    JSON = "json"
    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


# In the order of preference for a client that likes several equally.
MEDIA_TYPES: Final = {
    DocumentFormat.JSON: "application/json",
    DocumentFormat.TXT: "text/plain",
    DocumentFormat.SRT: "application/x-subrip",
    DocumentFormat.VTT: "text/vtt",
    DocumentFormat.TSV: "text/tab-separated-values",
}

# Reads the segments from the first on, each time it is called.
Segments = Callable[[], AsyncIterator[Segment]]


def content_type(form: DocumentFormat) -> str:
    """Give the media type with its charset, where it has one of its own to choose."""
    media_type = MEDIA_TYPES[form]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def document(form: DocumentFormat, job: Job, segments: Segments) -> AsyncIterator[bytes]:
    """Write the transcript of a completed job."""
    if form is DocumentFormat.JSON:
        return _json(job, segments)
    return _text(TextFormat(form), segments())


async def _text(form: TextFormat, segments: AsyncIterator[Segment]) -> AsyncIterator[bytes]:
    yield subtitles.opening(form).encode()
    number = 0
    async for segment in segments:
        number += 1
        yield subtitles.piece(form, number, segment).encode()


async def _json(job: Job, segments: Segments) -> AsyncIterator[bytes]:
    """Write one JSON object; the segments are read twice, once for the text alone."""
    head = {
        "job_id": str(job.id),
        "task": job.options.task,
        "language": job.detected.code if job.detected else job.options.language,
        "duration": job.recording.duration_seconds,
    }
    yield f'{_dumped(head)[:-1]}, "text": "'.encode()
    async for words in stripped(segments()):
        yield _dumped(words)[1:-1].encode()
    yield b'", "segments": ['
    number = 0
    async for segment in segments():
        yield f"{', ' if number else ''}{_dumped(_segment(number, segment))}".encode()
        number += 1
    yield b"]}\n"


async def stripped(segments: AsyncIterator[Segment]) -> AsyncIterator[str]:
    """Yield the text without white space at either end, as the job shows it."""
    pending = ""
    begun = False
    async for segment in segments:
        words = segment.text if begun else segment.text.lstrip()
        body = words.rstrip()
        if body:
            yield pending + body
            pending, begun = words[len(body) :], True
        elif begun:
            pending += words


def _segment(number: int, segment: Segment) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": number,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "temperature": segment.temperature,
        "avg_logprob": segment.avg_logprob,
        "compression_ratio": segment.compression_ratio,
        "no_speech_prob": segment.no_speech_prob,
    }
    if segment.words is not None:
        shown["words"] = [
            {"word": w.text, "start": w.start, "end": w.end, "probability": w.probability}
            for w in segment.words
        ]
    return shown


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
