"""Delete resumable uploads that nobody continues."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.uploads.drop_upload import DropUpload


@dataclass(frozen=True, slots=True)
class ExpireUploads:
    """Delete uploads that have expired and that no request appends to."""

    unit_of_work: UnitOfWorkFactory
    drop: DropUpload
    clock: Clock
    page: int = 100

    async def __call__(self) -> int:
        """Return how many were deleted; at most `page` in one call."""
        async with self.unit_of_work() as uow:
            expired = await uow.uploads.expired(before=self.clock.now(), limit=self.page)
        return sum([await self.drop.removed(upload) for upload in expired])
