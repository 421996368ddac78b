"""Writes transcripts as documents (JSON, text, subtitles), piece by piece."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import BaseModel

from application.transcripts.print_transcript import PrintTranscript
from domain import markdown, subtitles
from domain.correction import Line
from domain.document_format import DocumentFormat
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.job import Job
from domain.line_breaks import LineBreaker
from domain.options import Channels, Task
from domain.paragraphs import paragraphs_of
from domain.rttm import rttm_line
from domain.speaker_edits import ShownSpeaker
from domain.speakers import SpeakerTurn
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Cut, Gap, Segment, Word
from domain.voices import named
from entrypoints.http.schemas.speakers import SpeakerAnswer
from entrypoints.http.schemas.spoken_language import SpokenLanguageAnswer


class TimedWord(BaseModel):
    """A word of a transcript; times in seconds. `speaker` is the label of who said it."""

    word: str
    start: float
    end: float
    probability: float
    speaker: str | None = None


class TimedSegment(BaseModel):
    """A segment of a transcript; times in seconds. `id` is its index, counted from 0.

    `words` are present if they were asked for and nobody corrected the text; `language` if it was
    detected for this segment; `channel`, counted from 1, if channels were transcribed separately;
    `speaker`, a label of `speakers`, if speakers were told apart. `original_speaker` is the label
    before a user's edits, if they changed it.
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
    speaker: str | None = None
    confidence: float | None = None
    words: list[TimedWord] | None = None
    original_speaker: str | None = None
    original_text: str | None = None
    corrected_at: datetime | None = None

    @classmethod
    def of(cls, line: Line, *, with_words: bool = False) -> Self:
        """Convert a segment."""
        segment, correction = line.segment, line.correction
        words = segment.words if with_words else None
        moved = segment.speaker != line.heard.speaker
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
            speaker=segment.speaker,
            confidence=segment.confidence,
            words=None if words is None else [_word(word) for word in words],
            original_speaker=line.heard.speaker if moved else None,
            original_text=line.heard.text if correction else None,
            corrected_at=correction.corrected_at if correction else None,
        )


def _word(word: Word) -> TimedWord:
    return TimedWord(
        word=word.text,
        start=word.start,
        end=word.end,
        probability=word.probability,
        speaker=word.speaker,
    )


class TimedGap(BaseModel, from_attributes=True):
    """A stretch in which speech was detected but no words were found; times in seconds."""

    start: float
    end: float


class TimedCut(BaseModel, from_attributes=True):
    """A text that was removed because the model repeated itself; times in seconds."""

    start: float
    end: float
    text: str


class TranscriptHead(BaseModel):
    """Facts about a transcript: its job, model, language, length and speakers."""

    job_id: UUID
    task: Task
    language: str | None
    languages: list[SpokenLanguageAnswer]
    duration: float | None
    speakers: list[SpeakerAnswer]

    @classmethod
    def of(cls, job: Job, speakers: Sequence[ShownSpeaker]) -> Self:
        """Convert a completed job."""
        return cls(
            job_id=job.id,
            task=job.options.task,
            language=job.language,
            languages=SpokenLanguageAnswer.all_of(job.languages),
            duration=job.recording.duration_seconds,
            speakers=SpeakerAnswer.all_of(speakers),
        )


class TranscriptDocument(TranscriptHead):
    """A transcript as JSON. It is written piece by piece, since it may cover many hours.

    `gaps` are stretches in which speech was detected but no words were found; `cuts` are texts that
    were removed because the model repeated itself.
    """

    text: str
    segments: list[TimedSegment]
    gaps: list[TimedGap]
    cuts: list[TimedCut]


# In the order of preference, for clients that accept several formats equally.
MEDIA_TYPES: Final = {
    DocumentFormat.JSON: "application/json",
    DocumentFormat.TXT: "text/plain",
    DocumentFormat.SRT: "application/x-subrip",
    DocumentFormat.VTT: "text/vtt",
    DocumentFormat.TSV: "text/tab-separated-values",
    DocumentFormat.MD: "text/markdown",
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.RTTM: "text/x-rttm",  # none is registered
}


@dataclass(frozen=True, slots=True)
class TranscriptSource:
    """Reads the parts of one transcript; each call starts again from the first part.

    `speakers` are those that its segments name.
    """

    lines: Callable[[], AsyncIterator[Line]]
    gaps: Callable[[], AsyncIterator[Gap]]
    cuts: Callable[[], AsyncIterator[Cut]]
    speakers: Callable[[], Awaitable[Sequence[ShownSpeaker]]]
    turns: Callable[[], AsyncIterator[SpeakerTurn]]

    async def segments(self, *, speakers: bool) -> AsyncIterator[Segment]:
        """Yield the segments, with or without what is read of their speakers.

        Those of which a user has said that nothing was said are left out.
        """
        names = await self.names()
        async for line in self.lines():
            if not line.is_blank:
                yield named(line.segment, names, wanted=speakers)

    async def names(self) -> Mapping[str, str]:
        """Return the names that users gave to speakers, by label."""
        return {each.label: each.name for each in await self.speakers() if each.name}


def content_type(form: DocumentFormat) -> str:
    """Return the media type, with its charset if the type has that parameter."""
    media_type = MEDIA_TYPES[form]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def document(
    form: DocumentFormat,
    job: Job,
    transcript: TranscriptSource,
    layout: SubtitleLayout,
    printing: PrintTranscript,
    breaks: LineBreaker,
) -> AsyncIterator[bytes]:
    """Write the transcript of a completed job.

    While it is read, InvalidRequestError is raised for a format that this transcript cannot have.
    """
    said = transcript.segments(speakers=layout.speakers)
    match form:
        case DocumentFormat.JSON:
            return _json(job, transcript)
        case DocumentFormat.RTTM:
            return _rttm(job, transcript)
        case DocumentFormat.MD:
            return _markdown(job, said, layout)
        case DocumentFormat.DOCX | DocumentFormat.PDF:
            return _printed(form, job, said, layout, printing)
        case _:
            seconds = job.recording.duration_seconds
            told = bool(job.speakers) or job.options.channels is Channels.SEPARATE
            writer = subtitles.writer(
                TextFormat(form), seconds, layout, breaks, with_speakers=told and layout.speakers
            )
            return _text(writer, said)


async def _rttm(job: Job, transcript: TranscriptSource) -> AsyncIterator[bytes]:
    names = await transcript.names()
    if job.speakers:
        async for turn in transcript.turns():
            yield rttm_line(turn, job.title, names).encode()
    else:
        raise InvalidRequestError(
            FieldError(
                "format",
                "The speakers of this recording were not told apart, so there is no rttm. "
                "Submit it again with diarize=true, or choose another format.",
            )
        )


async def _printed(
    form: DocumentFormat,
    job: Job,
    segments: AsyncIterator[Segment],
    layout: SubtitleLayout,
    printing: PrintTranscript,
) -> AsyncIterator[bytes]:
    yield await printing(form, job, segments, times=layout.times)


async def _markdown(
    job: Job, segments: AsyncIterator[Segment], layout: SubtitleLayout
) -> AsyncIterator[bytes]:
    yield markdown.heading(job.title).encode()
    async for each in paragraphs_of(segments):
        yield markdown.paragraph(each, times=layout.times).encode()


async def _text(writer: subtitles.Writer, segments: AsyncIterator[Segment]) -> AsyncIterator[bytes]:
    """Write in threads: the captions of a segment of many words take long."""
    yield writer.opening.encode()
    async for segment in segments:
        yield (await asyncio.to_thread(writer.add, segment)).encode()
    yield (await asyncio.to_thread(writer.rest)).encode()


async def _json(job: Job, transcript: TranscriptSource) -> AsyncIterator[bytes]:
    """Write one JSON object; the segments are read twice, the first time for the text alone."""
    head = TranscriptHead.of(job, await transcript.speakers()).model_dump_json()
    yield f'{head[:-1]}, "text": "'.encode()
    async for words in stripped(line.segment async for line in transcript.lines()):
        yield json.dumps(words, ensure_ascii=False)[1:-1].encode()
    yield b'", "segments": ['
    async for line in transcript.lines():
        segment = TimedSegment.of(line, with_words=job.options.word_timestamps)
        shown = segment.model_dump_json(exclude_none=True)
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
    """Yield the text without white space at its start and end, as the job shows it."""
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
