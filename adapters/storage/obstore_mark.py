"""Store the storage's mark as a blob beside the recordings."""

import asyncio
import re
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from typing_extensions import override

from adapters.storage.local_folder import LocalFolder
from adapters.storage.obstore_errors import translated
from application.ports.installation import UNREADABLE, InstallationId, StorageMark
from domain.errors.capacity import BlobNotFoundError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

KEY: Final = "installation"
# The longest wait of a start for a storage that does not answer; obstore retries for 30 s.
READ_SECONDS: Final = 10.0
_TEXT: Final = (
    "{}\nThis marks the storage of a Whisper Transcriber and the database that it belongs to. "
    "Leave it here: without it the service does not start.\n"
)
_ID: Final = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# How servers report that they do not support conditional writes (If-None-Match: *).
_NOT_HERE: Final = ("501 Not Implemented", "NotImplemented")


class ObstoreMark(StorageMark):
    """The mark is a small text file that begins with the id."""

    def __init__(self, store: "ObjectStore", folder: LocalFolder | None = None) -> None:
        self._store = store
        self._folder = folder

    @override
    async def read(self) -> InstallationId | None:
        try:
            with translated():  # a TimeoutError, too
                async with asyncio.timeout(READ_SECONDS):
                    found = await obstore.get_async(self._store, KEY)
                    return _id_in(bytes(await found.bytes_async()))
        except BlobNotFoundError:
            return None

    @override
    def read_in_thread(self) -> InstallationId | None:
        try:
            with translated():
                return _id_in(bytes(obstore.get(self._store, KEY).bytes()))
        except BlobNotFoundError:
            return None

    @override
    async def write(self, mark: InstallationId, *, over: bool = False) -> None:
        text = _TEXT.format(mark).encode()
        if self._folder:
            await asyncio.to_thread(self._folder.ensure_there)
        with translated(writing=True):
            try:
                await self._put(text, "overwrite" if over else "create")
            except AlreadyExistsError:
                return
            except BaseError as error:
                # Two concurrent writers are not kept apart then; the second reads the stored mark.
                if over or not any(sign in str(error) for sign in _NOT_HERE):
                    raise
                await self._put(text, "overwrite")
            if self._folder:
                await asyncio.to_thread(self._folder.protect, KEY)

    async def _put(self, text: bytes, mode: Literal["create", "overwrite"]) -> None:
        await obstore.put_async(self._store, KEY, text, mode=mode, use_multipart=False)


def _id_in(text: bytes) -> InstallationId:
    found = _ID.match(text)
    return InstallationId(UUID(found[0].decode())) if found else UNREADABLE
