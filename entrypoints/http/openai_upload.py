"""A recording to be transcribed while its sender waits."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp import web

from domain.errors import FieldError
from domain.job import Recording
from domain.options import ModelName
from entrypoints.http.bodies import invite_body
from entrypoints.http.filenames import shown_name
from entrypoints.http.form_parts import FormPart, FormParts
from entrypoints.http.openai_forms import DEFAULT_MODEL, SpeechForm, speech_form
from entrypoints.http.services import HttpServices, services_of
from entrypoints.http.upload import FILE, ensure_acceptable
from entrypoints.http.validation import shortened


@dataclass(frozen=True, slots=True)
class Speech:
    """A stored recording, and what was asked for it."""

    recording: Recording
    model: ModelName
    form: SpeechForm


async def receive_speech(request: web.Request) -> Speech:
    """Read the form, its parts in any order. Whatever is raised, nothing is left behind.

    Raises what `upload.receive` does, and ModelNotServedError.
    """
    services = services_of(request)
    ensure_acceptable(request, services.receive_upload.limit_bytes)
    await invite_body(request)
    parts = FormParts(request, stall_seconds=services.policy.stall_seconds)
    return await _Reading(services)(parts)


class _Reading:
    """One form on its way in."""

    def __init__(self, services: HttpServices) -> None:
        self._services = services
        self._sent: dict[str, list[str]] = {}
        self._faults: list[FieldError] = []
        self._recording: Recording | None = None

    async def __call__(self, parts: FormParts) -> Speech:
        async with AsyncExitStack() as undo:
            async for part in parts:
                if part.name == FILE:
                    await self._keep(parts, part, undo)
                else:
                    await self._note(parts, part)
            speech = self._finished()
            undo.pop_all()
        return speech

    async def _keep(self, parts: FormParts, part: FormPart, undo: AsyncExitStack) -> None:
        if self._recording is not None:
            self._blame(FILE, "Send one file at a time.")
        # What is known to be wrong is said before gigabytes are read for nothing.
        self._model(speech_form({"model": [DEFAULT_MODEL], **self._sent}, *self._faults))
        store = self._services.receive_upload
        self._recording = await store(shown_name(part.filename), parts.chunks(part))
        undo.push_async_callback(store.discard, self._recording)

    async def _note(self, parts: FormParts, part: FormPart) -> None:
        if part.filename is not None:
            self._blame(part.name, f"There is no file of this name here. Call it {FILE!r}.")
        self._sent.setdefault(part.name, []).append(await parts.text(part))

    def _blame(self, name: str, detail: str) -> None:
        self._faults.append(FieldError(shortened(name), detail))

    def _model(self, form: SpeechForm) -> ModelName:
        now = self._services.transcribe_now
        return now.model_called(form.model, default_alias=DEFAULT_MODEL)

    def _finished(self) -> Speech:
        if self._recording is None:
            self._blame(FILE, f"Send a recording as the form's part {FILE!r}.")
        form = speech_form(self._sent, *self._faults)
        if self._recording is None:
            raise AssertionError
        return Speech(self._recording, self._model(form), form)
