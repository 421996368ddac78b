"""Reads a form that has one recording among its parts."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
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

    file_field: str = FILE
    """The name of the part that is the recording."""
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
                if part.name == self.file_field:
                    await self._keep(parts, part, undo)
                else:
                    await self._note(parts, part)
            sent = self._finished()
            undo.pop_all()
        return sent

    async def _keep(self, parts: FormParts, part: FormPart, undo: AsyncExitStack) -> None:
        if self._recording is not None:
            self._blame(self.file_field, self.second_file)
        self._check()  # report known faults before gigabytes are read in vain
        self._recording = await self._store(shown_name(part.filename), self._content(parts, part))
        undo.push_async_callback(self._store.discard, self._recording)

    def _content(self, parts: FormParts, part: FormPart) -> AsyncIterator[bytes]:
        """Return what is stored of the recording's part."""
        return parts.chunks(part)

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
