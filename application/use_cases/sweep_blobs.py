"""Whose audio is this?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from application.holding import MARKS, held, mark_of
from application.pictures import PICTURES
from application.ports.blobs import BlobStore, KeptBlob
from application.ports.clock import Clock
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.use_cases.append_to_upload import PARTS, upload_of
from application.use_cases.receive_upload import FOLDER
from domain.job import BlobKey


@dataclass(frozen=True, slots=True)
class SweepBlobs:
    """Remove audio that neither job nor upload knows, once it is older than becoming one takes.

    Who needs it without either holds it (HoldRecording): then it stays, however old it is.
    Pictures of such audio go too: one may have been finished just after its job was deleted. What
    is not named as the service names its blobs is somebody else's, in a bucket or folder that the
    operator chose, and stays.
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
        marks = await held(self.blobs, since=settled_by)
        swept = 0
        for folder in (FOLDER, PICTURES, PARTS, MARKS):
            async for page in self.blobs.listed(folder):
                old = [b for b in page if b.modified_at <= settled_by and _is_named_by_us(b.key)]
                swept += await self._swept([each for each in old if mark_of(each.key) not in marks])
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
            parts = await self._parts_in_use(uow, keys)
        return [key for key in keys if _recording(key) not in used and key not in parts]

    async def _parts_in_use(self, uow: UnitOfWork, keys: Sequence[BlobKey]) -> Collection[BlobKey]:
        """Find the parts that are known, and those that a checksum is still to prove.

        The body of a single request may take longer than any grace.
        """
        known = await uow.uploads.keys_in_use(keys)
        uploads = {key: upload for key in keys if (upload := upload_of(key)) is not None}
        open_ = await uow.uploads.being_written(set(uploads.values()), now=self.clock.now())
        return known | {key for key, upload in uploads.items() if upload in open_}


def _recording(key: BlobKey) -> BlobKey:
    """Name the recording that a blob is, or is a picture of."""
    return BlobKey(f"{FOLDER}/{_name(key)}")


def _is_named_by_us(key: BlobKey) -> bool:
    try:
        return str(UUID(_name(key))) == _name(key)
    except ValueError:
        return False


def _name(key: BlobKey) -> str:
    return key.rpartition("/")[2]
