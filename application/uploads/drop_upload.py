"""Delete a resumable upload with its data."""

from dataclasses import dataclass

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import UploadLockedError
from domain.upload import ResumableUpload, UploadId
from domain.user import User


@dataclass(frozen=True, slots=True)
class DropUpload:
    """Remove an upload with all that came of it."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    clock: Clock

    async def __call__(self, upload_id: UploadId, *, caller: User) -> None:
        """Raise UploadNotFoundError, or UploadLockedError while more of it is coming."""
        async with self.unit_of_work() as uow:
            upload = await uow.uploads.owned(upload_id, caller.id, now=self.clock.now())
        if not await self.removed(upload):
            raise UploadLockedError

    async def removed(self, upload: ResumableUpload) -> bool:
        """Remove it unless it has changed; parts that a crash leaves are swept as orphans."""
        async with self.unit_of_work() as uow:
            parts = await uow.uploads.parts(upload.id)
            if not await uow.uploads.remove(upload, now=self.clock.now()):
                return False
            await uow.commit()
        for part in parts:
            await self.blobs.delete(part.key)
        return True
