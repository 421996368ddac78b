"""Reads a form that has one recording among its parts."""

from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from application.uploads.receive_upload import ReceiveUpload
from domain.errors.kinds import FieldError
from domain.filenames import shown_name
from entrypoints.http.requests.validation import shortened
from entrypoints.http.uploads.form_parts import FormPart, FormParts

if TYPE_CHECKING:
    from domain.job import Recording

FILE: Final = "file"
Sent = TypeVar("Sent")


class RecordingForm(ABC, Generic[Sent]):
    """Streams the recording into the store, and deletes it again unless the whole form is valid."""

    second_file: str
    """The message for a form with more than one file."""

    def __init__(self, store: ReceiveUpload) -> None:
        self._store = store
        self._faults: list[FieldError] = []
        self._recording: Recording | None = None

    async def __call__(self, parts: FormParts) -> Sent:
        """Read all parts, in any order."""
        async with AsyncExitStack() as undo:
            async for part in parts:
                if part.name == FILE:
                    await self._keep(parts, part, undo)
                else:
                    await self._note(parts, part)
            sent = self._finished()
            undo.pop_all()
        return sent

    async def _keep(self, parts: FormParts, part: FormPart, undo: AsyncExitStack) -> None:
        if self._recording is not None:
            self._blame(FILE, self.second_file)
        self._check()  # report known faults before gigabytes are read in vain
        self._recording = await self._store(shown_name(part.filename), parts.chunks(part))
        undo.push_async_callback(self._store.discard, self._recording)

    def _blame(self, name: str, detail: str) -> None:
        self._faults.append(FieldError(shortened(name), detail))

    @abstractmethod
    async def _note(self, parts: FormParts, part: FormPart) -> None:
        """Read a part that is not the recording."""

    @abstractmethod
    def _check(self) -> None:
        """Raise all faults of the fields read so far."""

    @abstractmethod
    def _finished(self) -> Sent:
        """Return the result after the whole form has been read."""
