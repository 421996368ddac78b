"""Writes the responses under /v1/audio in OpenAI's formats."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from aiohttp import web
from pydantic import BaseModel, RootModel

from application.ports.transcriber import Ended, Heard, Update
from domain import subtitles
from domain.languages import LANGUAGES
from domain.line_breaks import LineBreaker
from domain.options import Task
from domain.subtitles import TextFormat
from domain.transcript import Gap, Segment, Word
from domain.voices import named
from entrypoints.http.answers.documents import TimedGap
from entrypoints.http.routes.openai.diarized import DiarizedAnswer, DiarizedSegment
from entrypoints.http.routes.openai.forms import Granularity, SpeechForm, SpeechFormat
from entrypoints.http.routes.openai.logprobs import TokenLogprob, logprobs_of
from entrypoints.http.routes.openai.usage import DurationUsage

FRAMES_A_SECOND: Final = 100  # frames of Whisper's spectrogram; `seek` counts them


class SpeechAnswer(BaseModel):
    """The `json` format; `logprobs` are present if they were asked for."""

    text: str
    logprobs: Sequence[TokenLogprob] | None = None
    usage: DurationUsage


class SpeechSegment(BaseModel):
    """A segment of `verbose_json`; times in seconds.

    `language`, `channel` and `speaker` are our additions.
    """

    id: int
    seek: int
    start: float
    end: float
    text: str
    tokens: Sequence[int]
    temperature: float
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    language: str | None = None
    channel: int | None = None
    speaker: str | None = None

    @classmethod
    def of(cls, number: int, segment: Segment) -> Self:
        """Convert a segment."""
        return cls(
            id=number,
            seek=int(segment.start * FRAMES_A_SECOND),
            start=segment.start,
            end=segment.end,
            text=segment.text,
            tokens=segment.tokens,
            temperature=segment.temperature,
            avg_logprob=segment.avg_logprob,
            compression_ratio=segment.compression_ratio,
            no_speech_prob=segment.no_speech_prob,
            language=segment.language,
            channel=segment.channel,
            speaker=segment.speaker,
        )


class SpeechWord(BaseModel):
    """A word of `verbose_json`; times in seconds."""

    word: str
    start: float
    end: float

    @classmethod
    def of(cls, word: Word) -> Self:
        """Convert a word."""
        return cls(word=word.text.strip(), start=word.start, end=word.end)


class VerboseSpeechAnswer(BaseModel):
    """The `verbose_json` format; fields that were not asked for are left out.

    `gaps` is our addition, and only present if speech was detected without words being found.
    """

    task: Task
    language: str
    duration: float
    text: str
    segments: Sequence[SpeechSegment] | None = None
    words: Sequence[SpeechWord] | None = None
    gaps: Sequence[TimedGap] | None = None
    usage: DurationUsage


class SpeechJson(RootModel[SpeechAnswer | VerboseSpeechAnswer | DiarizedAnswer]):
    """One of the three JSON formats."""


@dataclass(slots=True)
class Transcription:
    """The result of a transcription so far; `ended` is set once it is complete."""

    segments: list[Segment] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    ended: Ended | None = None

    async def follow(self, updates: AsyncIterator[Update]) -> AsyncIterator[Segment]:
        """Collect the updates, and yield their segments as they come."""
        async for update in updates:
            if isinstance(update, Ended):
                self.ended = update
            if not isinstance(update, Heard):
                continue
            self.gaps += update.passage.gaps
            for segment in update.passage.segments:
                self.segments.append(segment)
                yield segment

    @property
    def text(self) -> str:
        """The text without times."""
        return "".join(segment.text for segment in self.segments).strip()

    @property
    def duration(self) -> float:
        """The length of the recording in seconds."""
        return self.ended.duration_seconds if self.ended else 0.0

    @property
    def usage(self) -> DurationUsage:
        """The usage that the response reports."""
        return DurationUsage(seconds=round(self.duration, 3))


def speech_answer(
    transcription: Transcription, form: SpeechForm, task: Task, breaks: LineBreaker
) -> web.Response:
    """Write the complete result in the format that was asked for."""
    match form.response_format:
        case SpeechFormat.JSON:
            return _json(
                SpeechAnswer(
                    text=transcription.text,
                    logprobs=logprobs_of(transcription.segments) if form.with_logprobs else None,
                    usage=transcription.usage,
                )
            )
        case SpeechFormat.VERBOSE_JSON:
            return _json(_verbose(transcription, form, task))
        case SpeechFormat.DIARIZED_JSON:
            return _json(_diarized(transcription))
        case SpeechFormat.TEXT:
            return web.Response(text=f"{transcription.text}\n")
        case SpeechFormat.SRT:
            return web.Response(text=_subtitles(TextFormat.SRT, transcription, form, breaks))
        case SpeechFormat.VTT:
            text = _subtitles(TextFormat.VTT, transcription, form, breaks)
            return web.Response(text=text, content_type="text/vtt")


def _json(answer: BaseModel) -> web.Response:
    body = answer.model_dump_json(exclude_none=True).encode()
    return web.Response(body=body, content_type="application/json")


def _subtitles(
    written: TextFormat, transcription: Transcription, form: SpeechForm, breaks: LineBreaker
) -> str:
    seconds = transcription.duration
    # A segment has the name of its speaker already; without one, its channel may stand for it.
    segments = [
        each if each.speaker is not None else named(each, {}) for each in transcription.segments
    ]
    return "".join(subtitles.render(written, segments, seconds, form.layout, breaks))


def _diarized(transcription: Transcription) -> DiarizedAnswer:
    return DiarizedAnswer(
        duration=transcription.duration,
        text=transcription.text,
        segments=DiarizedSegment.all_of(transcription.segments),
        usage=transcription.usage,
    )


def _verbose(transcription: Transcription, form: SpeechForm, task: Task) -> VerboseSpeechAnswer:
    wanted = form.timestamp_granularities or [Granularity.SEGMENT]
    segments = [SpeechSegment.of(*numbered) for numbered in enumerate(transcription.segments)]
    words = [
        SpeechWord.of(word) for segment in transcription.segments for word in segment.words or ()
    ]
    return VerboseSpeechAnswer(
        task=task,
        language=_language(transcription, form, task),
        duration=transcription.duration,
        text=transcription.text,
        segments=segments if Granularity.SEGMENT in wanted else None,
        words=words if Granularity.WORD in wanted else None,
        gaps=[TimedGap.model_validate(gap) for gap in transcription.gaps] or None,
        usage=transcription.usage,
    )


def _language(transcription: Transcription, form: SpeechForm, task: Task) -> str:
    """Return the English name of the text's language; "unknown" if nobody spoke."""
    if task is Task.TRANSLATE:
        return "english"
    detected = transcription.ended.detected if transcription.ended else None
    code = detected.code if detected else form.language
    return LANGUAGES.get(code or "", "unknown").lower()
