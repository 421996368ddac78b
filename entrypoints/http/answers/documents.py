"""Transcripts as documents, written piece by piece."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from pydantic import BaseModel

from domain import subtitles
from domain.correction import Line
from domain.job import Job
from domain.options import Task
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Cut, Gap, Segment
from entrypoints.http.schemas.spoken_language import SpokenLanguageAnswer


class DocumentFormat(StrEnum):
    """The formats a transcript can be had in."""

    JSON = "json"
    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"


class TimedWord(BaseModel):
    """A word of a transcript; times in seconds."""

    word: str
    start: float
    end: float
    probability: float


class TimedSegment(BaseModel):
    """A segment of a transcript; times in seconds. `id` is its place, counted from 0.

    `words` are there where they were asked for, and nobody corrected the text; `language` where it
    was told for this segment; `channel`, from 1, where channels were transcribed separately.
    """

    id: int
    start: float
    end: float
    text: str
    temperature: float
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    language: str | None = None
    channel: int | None = None
    words: list[TimedWord] | None = None
    original_text: str | None = None
    corrected_at: datetime | None = None

    @classmethod
    def of(cls, line: Line) -> Self:
        """Show a segment."""
        segment, correction = line.segment, line.correction
        words = segment.words
        return cls(
            id=line.index,
            start=segment.start,
            end=segment.end,
            text=segment.text,
            temperature=segment.temperature,
            avg_logprob=segment.avg_logprob,
            compression_ratio=segment.compression_ratio,
            no_speech_prob=segment.no_speech_prob,
            language=segment.language,
            channel=segment.channel,
            words=None
            if words is None
            else [
                TimedWord(word=w.text, start=w.start, end=w.end, probability=w.probability)
                for w in words
            ],
            original_text=line.heard.text if correction else None,
            corrected_at=correction.corrected_at if correction else None,
        )


class TimedGap(BaseModel, from_attributes=True):
    """Speech without words; times in seconds."""

    start: float
    end: float


class TimedCut(BaseModel, from_attributes=True):
    """A text that was removed as a loop; times in seconds."""

    start: float
    end: float
    text: str


class TranscriptHead(BaseModel):
    """What a transcript is of."""

    job_id: UUID
    task: Task
    language: str | None
    languages: list[SpokenLanguageAnswer]
    duration: float | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Show a completed job."""
        return cls(
            job_id=job.id,
            task=job.options.task,
            language=job.detected.code if job.detected else job.options.language,
            languages=SpokenLanguageAnswer.all_of(job.languages),
            duration=job.recording.duration_seconds,
        )


class TranscriptDocument(TranscriptHead):
    """A transcript as JSON; it is written piece by piece, since it may be of many hours.

    `gaps` are where speech was detected and no words were found for it; `cuts` are texts that
    were removed because the model had repeated itself.
    """

    text: str
    segments: list[TimedSegment]
    gaps: list[TimedGap]
    cuts: list[TimedCut]


# In the order of preference for a client that likes several equally.
MEDIA_TYPES: Final = {
    DocumentFormat.JSON: "application/json",
    DocumentFormat.TXT: "text/plain",
    DocumentFormat.SRT: "application/x-subrip",
    DocumentFormat.VTT: "text/vtt",
    DocumentFormat.TSV: "text/tab-separated-values",
}


@dataclass(frozen=True, slots=True)
class TranscriptSource:
    """Reads the parts of one transcript; each call begins with the first of them."""

    lines: Callable[[], AsyncIterator[Line]]
    gaps: Callable[[], AsyncIterator[Gap]]
    cuts: Callable[[], AsyncIterator[Cut]]


def content_type(form: DocumentFormat) -> str:
    """Give the media type with its charset, where it has one of its own to choose."""
    media_type = MEDIA_TYPES[form]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def document(
    form: DocumentFormat, job: Job, transcript: TranscriptSource, layout: SubtitleLayout
) -> AsyncIterator[bytes]:
    """Write the transcript of a completed job."""
    if form is DocumentFormat.JSON:
        return _json(job, transcript)
    writer = subtitles.Writer(TextFormat(form), job.recording.duration_seconds, layout)
    return _text(writer, transcript.lines())


async def _text(writer: subtitles.Writer, lines: AsyncIterator[Line]) -> AsyncIterator[bytes]:
    yield writer.opening.encode()
    async for line in lines:
        if not line.is_blank:
            yield writer.add(line.segment).encode()
    yield writer.rest().encode()


async def _json(job: Job, transcript: TranscriptSource) -> AsyncIterator[bytes]:
    """Write one JSON object; the segments are read twice, once for the text alone."""
    head = TranscriptHead.of(job).model_dump_json()
    yield f'{head[:-1]}, "text": "'.encode()
    async for words in stripped(line.segment async for line in transcript.lines()):
        yield json.dumps(words, ensure_ascii=False)[1:-1].encode()
    yield b'", "segments": ['
    async for line in transcript.lines():
        shown = TimedSegment.of(line).model_dump_json(exclude_none=True)
        yield f"{', ' if line.index else ''}{shown}".encode()
    yield b'], "gaps": ['
    async for piece in _listed(TimedGap, transcript.gaps()):
        yield piece
    yield b'], "cuts": ['
    async for piece in _listed(TimedCut, transcript.cuts()):
        yield piece
    yield b"]}\n"


async def _listed(
    shown: type[BaseModel], items: AsyncIterator[Gap] | AsyncIterator[Cut]
) -> AsyncIterator[bytes]:
    """Write the items of a JSON array."""
    comma = ""
    async for item in items:
        yield f"{comma}{shown.model_validate(item).model_dump_json()}".encode()
        comma = ", "


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
