"""Receives a recording that is transcribed while the client waits."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web
from typing_extensions import override

from application.jobs.learn_voices import VoiceSample
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.job import Recording
from domain.options import ModelName, Task
from entrypoints.http.requests.bodies import invite_body
from entrypoints.http.routes.openai.forms import KNOWN_REFERENCES, SpeechForm, speech_form
from entrypoints.http.routes.openai.known_speakers import (
    MAX_REFERENCE_BYTES,
    MOST_SPEAKERS,
    ensure_consistent,
    samples_of,
)
from entrypoints.http.services.http_services import HttpServices, services_of
from entrypoints.http.uploads.form_parts import FormPart, FormParts
from entrypoints.http.uploads.recording_form import FILE, RecordingForm
from entrypoints.http.uploads.upload import ensure_acceptable


@dataclass(frozen=True, slots=True)
class Speech:
    """A stored recording, and the form that came with it."""

    recording: Recording
    model: ModelName
    form: SpeechForm
    samples: tuple[VoiceSample, ...] = ()


async def receive_speech(request: web.Request, task: Task) -> Speech:
    """Read the form, its parts in any order; on an error nothing stays stored.

    Raises what `upload.receive` does, and ModelNotServedError.
    """
    services = services_of(request)
    ensure_acceptable(request, services.receive_upload.limit_bytes)
    await invite_body(request)
    parts = FormParts(request, stall_seconds=services.policy.stall_seconds)
    return await _Reading(services, task)(parts)


_ANY: Final = "any"  # a placeholder until the model is known


class _Reading(RecordingForm[Speech]):
    """The form of a request that is answered with the transcript."""

    second_file = "Send one file at a time."

    def __init__(self, services: HttpServices, task: Task) -> None:
        super().__init__(services.receive_upload)
        self._services = services
        self._task = task
        self._sent: dict[str, list[str]] = {}
        self._references = 0

    @override
    async def _note(self, parts: FormParts, part: FormPart) -> None:
        if part.filename is not None:
            self._blame(part.name, f"The form has no file of this name. Call it {FILE!r}.")
        self._sent.setdefault(part.name, []).append(await self._text(parts, part))

    async def _text(self, parts: FormParts, part: FormPart) -> str:
        if part.name.partition("[")[0] != KNOWN_REFERENCES:
            return await parts.text(part)
        self._references += 1
        if self._references > MOST_SPEAKERS:
            fault = FieldError(KNOWN_REFERENCES, f"At most {MOST_SPEAKERS} speakers can be known.")
            raise InvalidRequestError(fault)
        return await parts.text(part, MAX_REFERENCE_BYTES)

    @override
    def _check(self) -> None:
        form = speech_form({"model": [_ANY], **self._sent}, *self._faults)
        self._services.transcribe_now.limits.ensure_within(form.options(Task.TRANSCRIBE))
        if form.model != _ANY:
            self._model(form)

    def _model(self, form: SpeechForm) -> ModelName:
        return self._services.transcribe_now.model_called(form.model)

    @override
    def _finished(self) -> Speech:
        if self._recording is None:
            self._blame(FILE, f"Send a recording as the form's part {FILE!r}.")
        form = speech_form(self._sent, *self._faults)
        if self._recording is None:
            raise AssertionError
        ensure_consistent(form, self._task)
        return Speech(self._recording, self._model(form), form, samples_of(form))
