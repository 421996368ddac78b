"""Whose audio is this?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from application.pictures import PICTURES
from application.ports.blobs import BlobStore, KeptBlob
from application.ports.clock import Clock
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWorkFactory
from application.use_cases.append_to_upload import PARTS
from application.use_cases.receive_upload import FOLDER
from domain.job import BlobKey


@dataclass(frozen=True, slots=True)
class SweepBlobs:
    """Remove audio that neither job nor upload knows, once it is older than becoming one takes.

    Pictures of such audio go too: one may have been finished just after its job was deleted.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    repairs: RepairLog
    clock: Clock
    grace_seconds: float = 3600.0

    async def __call__(self, *, grace_seconds: float | None = None) -> int:
        """Say how many blobs were removed. Raises StorageUnavailableError.

        A process that owns the store alone, and has not begun to answer, needs no grace.
        """
        grace = self.grace_seconds if grace_seconds is None else grace_seconds
        settled_by = self.clock.now() - timedelta(seconds=grace)
        swept = 0
        for folder in (FOLDER, PICTURES, PARTS):
            async for page in self.blobs.listed(folder):
                old = [blob for blob in page if blob.modified_at <= settled_by]
                swept += await self._swept(old)
        return swept

    async def _swept(self, old: Sequence[KeptBlob]) -> int:
        orphans = await self._orphans([blob.key for blob in old])
        for key in orphans:
            await self.blobs.delete(key)
            self.repairs.note(Repair.BLOB_SWEPT, key)
        return len(orphans)

    async def _orphans(self, keys: Sequence[BlobKey]) -> Sequence[BlobKey]:
        if not keys:
            return ()
        async with self.unit_of_work() as uow:
            used = await uow.jobs.keys_in_use([_recording(key) for key in keys])
            parts = await uow.uploads.keys_in_use(keys)
        return [key for key in keys if _recording(key) not in used and key not in parts]


def _recording(key: BlobKey) -> BlobKey:
    """Name the recording that a blob is, or is a picture of."""
    return BlobKey(f"{FOLDER}/{key.rpartition('/')[2]}")
