"""The route that finds the language of a recording, as whisper-asr-webservice does."""

from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from application.ports.transcriber import Ended, Heard, Update
from domain.api_key import Scope
from domain.languages import LANGUAGES
from domain.options import TranscriptionOptions
from domain.transcript import DetectedLanguage
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.admittance import ADMITTANCE
from entrypoints.http.identity.basic import authenticated_with_basic
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routes.webservice.answers import SpokenLanguage
from entrypoints.http.routes.webservice.failures import FAILS
from entrypoints.http.routes.webservice.form import (
    FIELD,
    NoFields,
    RecordingQuery,
    receive_recording,
)
from entrypoints.http.routing.operation import FormBody, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.services.http_services import services_of

_NOBODY: Final = SpokenLanguage(detected_language="unknown", language_code="und", confidence=0.0)


async def detect(request: web.Request) -> web.Response:
    """Return the language of a recording, and listen no longer than it takes to find it."""
    caller = await authenticated_with_basic(request)
    query = read_query(request, RecordingQuery)
    now = services_of(request).transcribe_now
    now.ensure_open(caller)
    recording = await receive_recording(request, query)
    model = now.model_called(None)
    async with now(recording, TranscriptionOptions(), model=model, caller=caller) as updates:
        await request[ADMITTANCE].ensure()
        detected = await _first(updates)
    return json_answer(_NOBODY if detected is None else _answer(detected))


async def _first(updates: AsyncIterator[Update]) -> DetectedLanguage | None:
    async for update in updates:
        if isinstance(update, Heard | Ended) and update.detected is not None:
            return update.detected
    return None


def _answer(detected: DetectedLanguage) -> SpokenLanguage:
    return SpokenLanguage(
        detected_language=LANGUAGES[detected.code].lower(),
        language_code=detected.code,
        confidence=detected.probability,
    )


ROUTES: Final = (
    Route(
        "POST",
        "/detect-language",
        detect,
        Operation(
            summary="Detect the language, for programs that use whisper-asr-webservice",
            tag="whisper-asr-webservice",
            description="An API key may be the password of HTTP Basic.",
            takes_basic=True,
            query=RecordingQuery,
            body=FormBody(NoFields, file=FIELD),
            replies={200: Reply("The language.", SpokenLanguage)},
            fails=FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
)
