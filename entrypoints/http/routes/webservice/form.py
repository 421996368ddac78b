"""Receives a recording as programs for whisper-asr-webservice send it."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from aiohttp import web
from pydantic import BaseModel, Field
from typing_extensions import override

from application.uploads.receive_upload import ReceiveUpload
from domain.errors.kinds import InvalidRequestError
from domain.job import Recording
from domain.live.settings import SoundFormat
from domain.live.wave_file import wave_header
from entrypoints.http.requests.bodies import invite_body
from entrypoints.http.requests.validation import Text
from entrypoints.http.services.http_services import services_of
from entrypoints.http.uploads.form_parts import FormPart, FormParts
from entrypoints.http.uploads.recording_form import RecordingForm
from entrypoints.http.uploads.upload import ensure_acceptable

FIELD: Final = "audio_file"
_LONGEST_PATH: Final = 4_096
_SAMPLES: Final = wave_header(SoundFormat.PCM_16_KHZ)


class RecordingQuery(BaseModel):
    """How the recording is sent.

    With `encode=false` it has no header: samples of 16 bits (signed, little-endian), 16,000 a
    second, one channel. `video_file` is where the sender has it, and changes nothing.
    """

    encode: bool = True
    video_file: Annotated[Text, Field(max_length=_LONGEST_PATH)] | None = None


class NoFields(BaseModel):
    """The form has the recording; all options are in the address."""


async def receive_recording(request: web.Request, query: RecordingQuery) -> Recording:
    """Read the form and store its recording; on an error nothing stays stored.

    Raises what `upload.receive` does.
    """
    services = services_of(request)
    ensure_acceptable(request, services.receive_upload.limit_bytes)
    await invite_body(request)
    form = _Form(services.receive_upload, has_header=query.encode)
    return await form(FormParts(request, stall_seconds=services.policy.stall_seconds))


class _Form(RecordingForm[Recording]):
    """A form whose other parts are of no interest."""

    file_field = FIELD
    second_file = "Send one recording at a time."

    def __init__(self, store: ReceiveUpload, *, has_header: bool) -> None:
        super().__init__(store)
        self._has_header = has_header

    @override
    def _content(self, parts: FormParts, part: FormPart) -> AsyncIterator[bytes]:
        chunks = parts.chunks(part)
        return chunks if self._has_header else _as_wave(chunks)

    @override
    async def _note(self, parts: FormParts, part: FormPart) -> None:
        await parts.text(part)

    @override
    def _check(self) -> None:
        if self._faults:
            raise InvalidRequestError(*self._faults)

    @override
    def _finished(self) -> Recording:
        if self._recording is None:
            self._blame(FIELD, f"Send a recording as the form's part {FIELD!r}.")
        self._check()
        if self._recording is None:
            raise AssertionError
        return self._recording


async def _as_wave(samples: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Put a header before samples; nothing stays nothing."""
    header = _SAMPLES
    async for chunk in samples:
        yield header + chunk
        header = b""
