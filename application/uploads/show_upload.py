"""Show how much of a resumable upload has arrived."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.upload import ResumableUpload, UploadId
from domain.user import User


@dataclass(frozen=True, slots=True)
class ShowUpload:
    """Return one of the caller's uploads."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(self, upload_id: UploadId, *, caller: User) -> ResumableUpload:
        """Raise UploadNotFoundError."""
        async with self.unit_of_work() as uow:
            return await uow.uploads.owned(upload_id, caller.id, now=self.clock.now())
