"""Delete a resumable upload with its data."""

from dataclasses import dataclass

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.uploads import UploadLockedError
from domain.upload import ResumableUpload, UploadId
from domain.user import User


@dataclass(frozen=True, slots=True)
class DropUpload:
    """Delete an upload with its parts."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    clock: Clock

    async def __call__(self, upload_id: UploadId, *, caller: User) -> None:
        """Raise UploadNotFoundError, or UploadLockedError while a request appends to it."""
        async with self.unit_of_work() as uow:
            upload = await uow.uploads.owned(upload_id, caller.id, now=self.clock.now())
            upload.ensure_own()
        if not await self.removed(upload):
            raise UploadLockedError

    async def removed(self, upload: ResumableUpload) -> bool:
        """Delete it unless it has changed; the sweep deletes parts that a crash leaves."""
        async with self.unit_of_work() as uow:
            parts = await uow.uploads.parts(upload.id)
            if not await uow.uploads.remove(upload, now=self.clock.now()):
                return False
            await uow.commit()
        for part in parts:
            await self.blobs.delete(part.key)
        return True
