"""The route that transcribes as whisper-asr-webservice does."""

import asyncio
from enum import StrEnum
from typing import Annotated, Final

from aiohttp import web
from pydantic import AfterValidator, Field

from application.jobs.whole_transcription import WholeTranscription
from domain.api_key import Scope
from domain.options import Task, TranscriptionOptions
from domain.subtitles import TextFormat, render
from domain.transcript import Transcript
from entrypoints.http.answers.filenames import attachment, renamed
from entrypoints.http.identity.admittance import ADMITTANCE, LOOKED_EVERY
from entrypoints.http.identity.basic import authenticated_with_basic
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routes.webservice.answers import Spoken, spoken
from entrypoints.http.routes.webservice.failures import FAILS
from entrypoints.http.routes.webservice.form import (
    FIELD,
    NoFields,
    RecordingQuery,
    receive_recording,
)
from entrypoints.http.routing.operation import FormBody, Header, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.schemas.option_fields import Language, Prose
from entrypoints.http.services.http_services import services_of


class Output(StrEnum):
    """The formats."""

    TXT = "txt"
    VTT = "vtt"
    SRT = "srt"
    TSV = "tsv"
    JSON = "json"


def _untold(value: bool) -> bool:  # noqa: FBT001  # pydantic's
    if value:
        raise ValueError("Speakers are told apart in jobs only: POST /jobs/ with diarize=true.")
    return value


class AsrQuery(RecordingQuery):
    """What to do with the recording; parameters that are not named here change nothing."""

    task: Task = Task.TRANSCRIBE
    language: Language | None = None
    output: Output = Output.TXT
    initial_prompt: Prose | None = None
    word_timestamps: bool = False
    vad_filter: bool = True
    diarize: Annotated[bool, AfterValidator(_untold), Field(json_schema_extra={"const": False})] = (
        False
    )

    @property
    def options(self) -> TranscriptionOptions:
        """The options; subtitles are cut by the times of words."""
        subtitles = self.output in {Output.SRT, Output.VTT}
        return TranscriptionOptions(
            task=self.task,
            language=self.language,
            prompt=self.initial_prompt,
            word_timestamps=self.word_timestamps or subtitles,
            vad_filter=self.vad_filter,
        )


async def transcribe(request: web.Request) -> web.Response:
    """Return what is spoken in a recording, once all of it was heard."""
    caller = await authenticated_with_basic(request)
    query = read_query(request, AsrQuery)
    now = services_of(request).transcribe_now
    now.limits.ensure_within(query.options)
    now.ensure_open(caller)
    recording = await receive_recording(request, query)
    whole = WholeTranscription(query.language)
    model = now.model_called(None)
    async with now(recording, query.options, model=model, caller=caller) as updates:
        await request[ADMITTANCE].ensure()  # in here, since leaving deletes the recording
        async for _ in whole.follow(updates):
            await request[ADMITTANCE].ensure(not_looked_for=LOOKED_EVERY)
    written = await asyncio.to_thread(_written, request, whole.transcript, query)
    name = attachment(renamed(recording.filename, query.output))
    kind = "application/json" if query.output is Output.JSON else "text/plain"
    headers = {"Content-Disposition": name}
    return web.Response(text=written, content_type=kind, headers=headers)


def _written(request: web.Request, transcript: Transcript, query: AsrQuery) -> str:
    """Write it. Cutting the subtitles of ten hours takes seconds."""
    if query.output is Output.JSON:
        return spoken(transcript, query.task).model_dump_json(exclude_none=True)
    form = TextFormat(query.output)
    breaks = services_of(request).line_breaks
    return "".join(render(form, transcript.segments, transcript.duration_seconds, breaks=breaks))


ROUTES: Final = (
    Route(
        "POST",
        "/asr",
        transcribe,
        Operation(
            summary="Transcribe while you wait, for programs that use whisper-asr-webservice",
            tag="whisper-asr-webservice",
            description="An API key may be the password of HTTP Basic. The default model is used. "
            "Nothing is answered before the end; closing the connection cancels the work.",
            takes_basic=True,
            query=AsrQuery,
            body=FormBody(NoFields, file=FIELD),
            replies={
                200: Reply(
                    "What is spoken in the recording.",
                    Spoken,
                    media={"text/plain": "one two three\n"},
                    headers=(Header("Content-Disposition", "A file name for the download."),),
                )
            },
            fails=FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
)
