"""Remove audio that belongs to no job, unless that would be suspiciously much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.installation import StorageMark
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.stored_waveforms import PICTURES
from application.uploads.append_to_upload import PARTS, upload_of
from application.uploads.in_use_marks import MARKS, held, mark_of
from application.uploads.receive_upload import FOLDER
from domain.job import BlobKey

# A crash leaves a few blobs behind. So many may always be removed, whatever share they are.
_ALWAYS_ALLOWED: Final = 20

# Folders of blobs that may become orphans. The mark of the storage is in none of them.
FOLDERS: Final = (FOLDER, PICTURES, PARTS, MARKS)

# How many blobs are removed before the marks are compared again.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Orphans:
    """Blobs that no row refers to: their keys, and the number of all blobs of the service."""

    keys: Sequence[BlobKey]
    of: int

    def are_too_many(self, most_share: float) -> bool:
        """Tell whether these are more than crashes leave behind."""
        return len(self.keys) > max(_ALWAYS_ALLOWED, most_share * self.of)


@dataclass(frozen=True, slots=True)
class SweepBlobs:
    """Remove audio that neither job nor upload knows, once it is older than becoming one takes.

    Who needs it without either holds it (HoldRecording): then it stays, however old it is.
    Pictures of such audio go too: one may have been finished just after its job was deleted. What
    is not named as the service names its blobs is somebody else's, in a bucket or folder that the
    operator chose, and stays.

    Nothing goes unless storage and database have the same mark, and have had it for as long as
    the grace: both are asked again right before anything is removed.

    Where more than `most_share` of all blobs would go (and more than a few), none goes: then this
    is probably not the database that the blobs belong to, and the operator is told.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    storage: StorageMark
    repairs: RepairLog
    clock: Clock
    grace_seconds: float = 3600.0
    most_share: float = 0.5

    async def __call__(self) -> int:
        """Return how many blobs were removed. Raises StorageUnavailableError."""
        orphans = await self.find()
        if not orphans.keys:
            return 0
        if orphans.are_too_many(self.most_share):
            self.repairs.refuse(Repair.BLOB_SWEPT, refusal(orphans))
            return 0
        for swept in range(0, len(orphans.keys), _AT_ONCE):
            if not await self._may_go():
                return swept
            for key in orphans.keys[swept : swept + _AT_ONCE]:
                await self.blobs.delete(key)
                self.repairs.note(Repair.BLOB_SWEPT, key)
        return len(orphans.keys)

    async def _may_go(self) -> bool:
        """Compare the marks; nothing is removed while a mark is younger than the grace period."""
        async with self.unit_of_work() as uow:
            mark = await uow.installation.mark()
        if mark is None or await self.storage.read() != mark.id:
            self.repairs.refuse(Repair.BLOB_SWEPT, STRANGE)
            return False
        return mark.since <= self._settled_by()

    def _settled_by(self) -> datetime:
        return self.clock.now() - timedelta(seconds=self.grace_seconds)

    async def find(self) -> Orphans:
        """Find the blobs that would be removed now. Raises StorageUnavailableError."""
        settled_by = self._settled_by()
        marks = await held(self.blobs, since=settled_by)
        found: list[BlobKey] = []
        ours = 0
        for folder in FOLDERS:
            async for page in self.blobs.listed(folder):
                named = [blob for blob in page if is_named_by_us(blob.key)]
                old = [blob.key for blob in named if blob.modified_at <= settled_by]
                found += await self._orphans([key for key in old if mark_of(key) not in marks])
                ours += len(named)
        return Orphans(found, ours)

    async def _orphans(self, keys: Sequence[BlobKey]) -> Sequence[BlobKey]:
        if not keys:
            return ()
        async with self.unit_of_work() as uow:
            used = await uow.jobs.keys_in_use([_recording(key) for key in keys])
            parts = await self._parts_in_use(uow, keys)
        return [key for key in keys if _recording(key) not in used and key not in parts]

    async def _parts_in_use(self, uow: UnitOfWork, keys: Sequence[BlobKey]) -> Collection[BlobKey]:
        """Find the parts of uploads, also those whose checksum is not verified yet.

        One request may take longer than any grace period.
        """
        known = await uow.uploads.keys_in_use(keys)
        uploads = {key: upload for key in keys if (upload := upload_of(key)) is not None}
        open_ = await uow.uploads.being_written(set(uploads.values()), now=self.clock.now())
        return known | {key for key, upload in uploads.items() if upload in open_}


STRANGE: Final = (
    "The storage and the database do not have the same mark, so nothing was removed. Do they "
    "belong together? See DATABASE_URL, STORAGE_URL and DATA_DIR, and ask: transcriber doctor"
)


def refusal(orphans: Orphans) -> str:
    """Say in words why nothing is removed, and what to do."""
    return (
        f"{len(orphans.keys)} of {orphans.of} files in the storage belong to no job in this "
        "database, so none was removed. Is this the database they belong to? See DATABASE_URL, "
        "STORAGE_URL and DATA_DIR. If it is, SWEEP_MOST_SHARE=1 lets them be removed."
    )


def _recording(key: BlobKey) -> BlobKey:
    """Name the recording that a blob is, or is a picture of."""
    return BlobKey(f"{FOLDER}/{_name(key)}")


def is_named_by_us(key: BlobKey) -> bool:
    """Tell whether the service could have given a blob this name."""
    try:
        return str(UUID(_name(key))) == _name(key)
    except ValueError:
        return False


def _name(key: BlobKey) -> str:
    return key.rpartition("/")[2]
