"""Make one recording of a finished resumable upload."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.uploads.receive_upload import ReceiveUpload
from application.uploads.recording_source import Source
from domain.errors.kinds import UnavailableError
from domain.errors.uploads import UploadIncompleteError, UploadLockedError
from domain.job import Job, Recording
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import User


@dataclass(frozen=True, slots=True)
class TakeUpload:
    """Make a job of a finished upload, which the job's transaction uses up."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    receive: ReceiveUpload
    clock: Clock

    def __call__(self, upload_id: UploadId, *, caller: User) -> Source:
        """Describe the recording; its `get` raises UploadNotFoundError or UploadIncompleteError."""
        return _PartsOfUpload(self, upload_id, caller)


class _PartsOfUpload(Source):
    def __init__(self, take: TakeUpload, upload_id: UploadId, caller: User) -> None:
        self._take = take
        self._id = upload_id
        self._caller = caller
        self._upload: ResumableUpload | None = None
        self._parts: Sequence[UploadPart] = ()

    @override
    async def get(self) -> Recording:
        async with self._take.unit_of_work() as uow:
            upload = await uow.uploads.owned(self._id, self._caller.id, now=self._take.clock.now())
            upload.ensure_own()
            self._parts = await uow.uploads.parts(self._id)
        if not upload.is_complete:
            raise UploadIncompleteError(upload.offset, upload.length)
        self._upload = upload
        return await self._take.receive(upload.filename, self._bytes())

    @override
    async def use_up(self, uow: UnitOfWork, _: Job) -> None:
        now = self._take.clock.now()
        if self._upload is None or not await uow.uploads.remove(self._upload, now=now):
            raise UploadLockedError

    @override
    async def clear(self) -> None:
        with suppress(UnavailableError):  # the sweep deletes them
            for part in self._parts:
                await self._take.blobs.delete(part.key)

    @override
    async def discard(self) -> None:
        """Keep the upload for another try."""

    async def _bytes(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            async for block in self._take.blobs.read(part.key):
                yield block
