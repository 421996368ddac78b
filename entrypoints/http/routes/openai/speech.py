"""Routes of OpenAI's audio API, which transcribe while the client waits."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final, Literal

from aiohttp import web
from pydantic import BaseModel

from application.ports.transcriber import Update
from domain.api_key import Scope
from domain.errors.capacity import ProbesBusyError, QueueFullError
from domain.errors.jobs import ModelNotServedError
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import (
    AudioUnreadableError,
    ModelUnavailableError,
    OutOfMemoryError,
)
from domain.errors.uploads import EmptyUploadError, UnsupportedAudioError
from domain.options import Task
from entrypoints.http.answers.documents import stripped
from entrypoints.http.answers.event_stream import SIGN_OF_LIFE, event, stream_events
from entrypoints.http.identity.admittance import ADMITTANCE
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.problems.errors import answer_to
from entrypoints.http.problems.openai import OpenAiErrorAnswer
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routes.openai.answers import (
    SpeechJson,
    Transcription,
    speech_answer,
)
from entrypoints.http.routes.openai.diarized import DiarizedSegment, SegmentDelta, events_of
from entrypoints.http.routes.openai.forms import SpeechForm, SpeechFormat
from entrypoints.http.routes.openai.logprobs import TokenLogprob, logprobs_of
from entrypoints.http.routes.openai.speakers import Speakers, speakers_of
from entrypoints.http.routes.openai.upload import receive_speech
from entrypoints.http.routes.openai.usage import DurationUsage
from entrypoints.http.routing.operation import FormBody, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.services.http_services import services_of

DONE: Final = b"data: [DONE]\n\n"


class TextDelta(BaseModel):
    """The next part of the text."""

    type: Literal["transcript.text.delta"] = "transcript.text.delta"
    delta: str
    logprobs: list[TokenLogprob] | None = None


class TextDone(BaseModel):
    """The whole text."""

    type: Literal["transcript.text.done"] = "transcript.text.done"
    text: str
    logprobs: list[TokenLogprob] | None = None
    usage: DurationUsage


async def transcribe(request: web.Request) -> web.StreamResponse:
    """Return the text that is spoken in a recording."""
    return await _answer(request, Task.TRANSCRIBE)


async def translate(request: web.Request) -> web.StreamResponse:
    """Return the text that is spoken in a recording, in English."""
    return await _answer(request, Task.TRANSLATE)


async def _answer(request: web.Request, task: Task) -> web.StreamResponse:
    caller = await authenticated(request)
    read_query(request, NoQuery)
    now = services_of(request).transcribe_now
    now.ensure_open(caller)
    speech = await receive_speech(request, task)
    admittance = request[ADMITTANCE]
    options = speech.form.options(task)
    async with (
        now(speech.recording, options, model=speech.model, caller=caller) as updates,
        speakers_of(services_of(request).speaking, speech, options, caller) as speakers,
    ):
        await admittance.ensure()  # in here, since leaving deletes the recording
        if speech.form.stream:
            if speech.form.response_format is SpeechFormat.DIARIZED_JSON:
                return await stream_events(request, _told_apart(request, updates, speakers))
            return await stream_events(request, _told(request, updates, speech.form))
        transcription = Transcription()
        async for _ in speakers.unless_they_fail(transcription.follow(updates)):
            if not await admittance.holds():
                break
        await admittance.ensure()
        transcription.segments = await speakers.named(transcription.segments)
    breaks = services_of(request).line_breaks
    # In a thread: cutting the subtitles of ten hours takes seconds.
    return await asyncio.to_thread(speech_answer, transcription, speech.form, task, breaks)


async def _told(
    request: web.Request, updates: AsyncIterator[Update], form: SpeechForm
) -> AsyncGenerator[bytes, None]:
    """Stream the text as it comes; an error before the first word becomes an error response."""
    transcription = Transcription()
    begun, told = False, 0
    try:
        async for words in stripped(transcription.follow(updates)):
            begun = True
            delta = TextDelta(delta=words, logprobs=_logprobs(form, transcription, told))
            told = len(transcription.segments)
            yield event(delta.model_dump_json(exclude_none=True))
    except TranscriberError as error:
        known = answer_to(error, request)
        if not begun or known is None:
            raise
        yield event(known.text or "")
        return
    done = TextDone(
        text=transcription.text,
        logprobs=_logprobs(form, transcription),
        usage=transcription.usage,
    )
    yield event(done.model_dump_json(exclude_none=True))
    yield DONE


def _logprobs(
    form: SpeechForm, transcription: Transcription, since: int = 0
) -> list[TokenLogprob] | None:
    """List the words of the segments from this one on, if they were asked for."""
    return logprobs_of(transcription.segments[since:]) if form.with_logprobs else None


async def _told_apart(
    request: web.Request, updates: AsyncIterator[Update], speakers: Speakers
) -> AsyncGenerator[bytes, None]:
    """Stream the segments with their speakers, who are known when all has been heard.

    Until then comments are sent, so that no proxy takes the connection for dead.
    """
    transcription = Transcription()
    begun = False
    try:
        async for _ in speakers.unless_they_fail(transcription.follow(updates)):
            begun = True
            yield SIGN_OF_LIFE
        segments = await speakers.named(transcription.segments)
    except TranscriberError as error:
        known = answer_to(error, request)
        if not begun or known is None:
            raise
        yield event(known.text or "")
        return
    for each in events_of(segments):
        yield event(each.model_dump_json())
    yield event(TextDone(text=transcription.text, usage=transcription.usage).model_dump_json())
    yield DONE


def _documented(summary: str) -> Operation:
    return Operation(
        summary=summary,
        tag="OpenAI",
        description="Compatible with OpenAI's clients. With `stream=true` the text comes as "
        "server-sent events: TextDelta, and TextDone at the end; with "
        "`response_format=diarized_json` SegmentDelta and DiarizedSegment for each segment, once "
        "all speakers are known. Closing the connection cancels the work.",
        body=FormBody(SpeechForm),
        replies={
            200: Reply(
                "The text that is spoken in the recording.",
                SpeechJson,
                media={"text/plain": None, "text/vtt": None, "text/event-stream": None},
            )
        },
        fails=(
            EmptyUploadError,
            UnsupportedAudioError,
            AudioUnreadableError,
            ModelNotServedError,
            ModelUnavailableError,
            OutOfMemoryError,
            ProbesBusyError,
            QueueFullError,
        ),
        events=(TextDelta, SegmentDelta, DiarizedSegment, TextDone, OpenAiErrorAnswer),
        last_event="[DONE]",
    )


ROUTES: Final = (
    Route(
        "POST",
        "/v1/audio/transcriptions",
        transcribe,
        _documented("Transcribe while you wait"),
        Scope.TRANSCRIBE,
    ),
    Route(
        "POST",
        "/v1/audio/translations",
        translate,
        _documented("Transcribe into English while you wait"),
        Scope.TRANSCRIBE,
    ),
)
