"""Receives the form of a job, and streams its recording into the blob store."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from aiohttp import web
from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from application.limits.option_limits import OptionLimits
from application.uploads.receive_upload import ReceiveUpload
from domain.errors.uploads import UploadTooLargeError
from domain.job import Recording
from entrypoints.http.problems.refusals import WrongContentType
from entrypoints.http.requests.bodies import invite_body
from entrypoints.http.requests.media_types import media_type_of
from entrypoints.http.requests.validation import validated
from entrypoints.http.schemas.job_form import JobForm
from entrypoints.http.services.http_services import services_of
from entrypoints.http.uploads.form_parts import MAX_PARTS, MAX_TEXT_BYTES, FormPart, FormParts
from entrypoints.http.uploads.recording_form import FILE, RecordingForm

URL: Final = "url"
UPLOAD: Final = "upload"
# What a form may have besides its file: all its fields, and their headers.
MAX_FORM_BYTES: Final = MAX_PARTS * 2 * MAX_TEXT_BYTES


@dataclass(frozen=True, slots=True)
class Upload:
    """The recording that came with the form, if there is one, and the form's fields."""

    recording: Recording | None
    form: JobForm

    @property
    def fingerprint(self) -> str:
        """Return a hash of the request's effective fields and its file's bytes."""
        file = self.recording.sha256 if self.recording else None
        asked = json.dumps(self.form.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
        return sha256(f"{asked} file {file}".encode()).hexdigest()


async def receive(request: web.Request) -> Upload:
    """Read the form, its parts in any order; on an error nothing stays stored.

    Raises InvalidRequestError, EmptyUploadError, UploadTooLargeError, UploadInterruptedError,
    StorageFullError, StorageUnavailableError, MalformedBody and WrongContentType.
    """
    services = services_of(request)
    ensure_acceptable(request, services.receive_upload.limit_bytes)
    await invite_body(request)
    parts = FormParts(request, stall_seconds=services.policy.stall_seconds)
    context = {"models": services.models, "guard": services.webhooks.guard}
    limits = services.submission.admission.options
    return await _Reading(services.receive_upload, context, limits)(parts)


def ensure_acceptable(request: web.Request, limit_bytes: int) -> None:
    """Refuse by the headers alone what would otherwise be refused after gigabytes."""
    if media_type_of(request) != "multipart/form-data":
        raise WrongContentType("multipart/form-data", request.headers.get("Content-Type", ""))
    if (request.content_length or 0) > limit_bytes + MAX_FORM_BYTES:
        raise UploadTooLargeError(limit_bytes)


class _Reading(RecordingForm[Upload]):
    """The form of a job."""

    second_file = "One file makes one job; send one at a time."

    def __init__(
        self, store: ReceiveUpload, context: Mapping[str, object], limits: OptionLimits
    ) -> None:
        super().__init__(store)
        self._context = context
        self._limits = limits
        self._values: dict[str, str] = {}

    @override
    async def _note(self, parts: FormParts, part: FormPart) -> None:
        if part.filename is not None:
            self._blame(part.name, f"The form has no file of this name. Call it {FILE!r}.")
            self._form()
        if part.name in self._values:
            self._blame(part.name, "This is given more than once.")
        self._values[part.name] = await parts.text(part)

    @override
    def _check(self) -> None:
        self._limits.ensure_within(self._form().options)

    def _form(self) -> JobForm:
        """Check the fields read so far. Raises InvalidRequestError with all their faults."""
        return validated(
            JobForm,
            # An empty field takes its default.
            {
                name: value
                for name, value in self._values.items()
                if value.strip() or name not in JobForm.model_fields
            },
            known=tuple(self._faults),
            context=self._context,
        )

    @override
    def _finished(self) -> Upload:
        sources = [name for name in (URL, UPLOAD) if self._values.get(name, "").strip()]
        if self._recording is not None:
            sources.insert(0, FILE)
        if self._is_live:
            return self._live(sources)
        if "filename" in self._values:
            self._blame("filename", "The name comes with the file. Only live=true has this field.")
        if not sources:
            self._blame(
                FILE,
                f"Send a recording as the form's part {FILE!r}, or name its {URL!r}, "
                f"or an {UPLOAD!r} of yours.",
            )
        if len(sources) > 1:
            one_of = " or ".join(map(repr, sources))
            self._blame(sources[-1], f"Send the recording as {one_of}, not both.")
        return Upload(self._recording, self._form())

    @property
    def _is_live(self) -> bool:
        """Whether the field says so; one that says nothing sensible is reported with the others."""
        with suppress(ValidationError):
            return TypeAdapter(bool).validate_python(self._values.get("live", "").strip() or False)
        return False

    def _live(self, sources: Sequence[str]) -> Upload:
        for source in sources:
            self._blame(source, f"With live=true the sound comes afterwards: leave {source} out.")
        return Upload(None, self._form())
