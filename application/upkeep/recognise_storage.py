"""Make sure at the start that the database and the storage belong together."""

from dataclasses import dataclass, replace

from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.installation import (
    DatabaseMark,
    InstallationId,
    StorageMark,
    UserAndJobCounts,
)
from application.ports.unit_of_work import UnitOfWorkFactory
from application.upkeep.sweep_blobs import FOLDERS, is_named_by_us
from domain.errors.capacity import ForeignStorageError, StorageUnavailableError


@dataclass(frozen=True, slots=True)
class Marks:
    """What the database and the storage say of themselves, and who lives in the database."""

    database: DatabaseMark | None
    storage: InstallationId | None
    counts: UserAndJobCounts


@dataclass(frozen=True, slots=True)
class RecogniseStorage:
    """Compare the marks of both; mark them where neither has one, as an older version left them.

    A storage that is not `lasting` begins empty with each process, so that nothing is missed there.
    The database decides between processes that start at once: the first row is everybody's mark.
    """

    unit_of_work: UnitOfWorkFactory
    storage: StorageMark
    blobs: BlobStore
    clock: Clock
    ids: IdSource
    place: str
    lasting: bool = True

    async def __call__(self) -> InstallationId:
        """Give the mark that both have then. Raises ForeignStorageError, UnavailableError.

        A storage that does not answer now is to be the one it was: who uses it looks for the mark.
        """
        try:
            return await self._agreed()
        except StorageUnavailableError:
            async with self.unit_of_work() as uow:
                mark = await uow.installation.mark()
            if mark is None or not mark.stored:
                raise
            return mark.id

    async def _agreed(self) -> InstallationId:
        marks = await self.ensure_ours()
        if marks.database is not None and marks.database.id == marks.storage:
            return await self._confirmed(marks.database)
        mark = marks.database or await self._claimed()
        await self.storage.write(mark.id)
        found = await self.storage.read()
        if found != mark.id:  # another installation was quicker
            raise ForeignStorageError(self._strange(replace(marks, database=mark, storage=found)))
        return await self._confirmed(mark)

    async def ensure_ours(self) -> Marks:
        """Raise ForeignStorageError where the two do not belong together; nothing is changed."""
        marks = await self._look()
        fault = await self._fault(marks)
        if fault is None:
            return marks
        again = await self._look()  # another process may have marked both in between
        if again != marks:
            marks, fault = again, await self._fault(again)
        if fault is not None:
            raise ForeignStorageError(fault)
        return marks

    async def adopt(self) -> InstallationId:
        """Give both a new mark, whatever they had.

        Nothing is removed by that: what belongs to no job of this database is swept, but not
        before the grace period has passed, counted from now.
        """
        mark = DatabaseMark(InstallationId(self.ids.new()), self.clock.now(), stored=True)
        await self.storage.write(mark.id, over=True)
        async with self.unit_of_work() as uow:
            await uow.installation.replace(mark)
            await uow.commit()
        return mark.id

    async def _look(self) -> Marks:
        async with self.unit_of_work() as uow:
            mark = await uow.installation.mark()
            counts = await uow.installation.count_users_and_jobs()
        return Marks(mark, await self.storage.read(), counts)

    async def _fault(self, marks: Marks) -> str | None:
        if marks.storage is not None:
            ours = marks.database is not None and marks.database.id == marks.storage
            return None if ours else self._strange(marks)
        if marks.database is not None and marks.database.stored:
            is_missed = self.lasting and marks.counts.jobs
            return self._missing(marks) if is_missed else None
        if marks.counts == UserAndJobCounts(0, 0) and await self._has_audio():
            return _fault(
                f"The storage at {self.place} holds recordings, and this database is new."
            )
        return None

    def _strange(self, marks: Marks) -> str:
        jobs = marks.counts.jobs
        whose = f"belongs to another installation ({marks.database.id})" if marks.database else ""
        database = whose or (f"has no mark and {jobs} jobs" if jobs else "is new")
        return _fault(
            f"The storage at {self.place} belongs to the installation {marks.storage}, and this "
            f"database {database}."
        )

    def _missing(self, marks: Marks) -> str:
        return _fault(
            f"The storage at {self.place} is empty or another one: it has no mark. The audio of "
            f"{marks.counts.jobs} jobs in this database is probably not there. Was it moved, "
            "or is a disk not mounted?"
        )

    async def _has_audio(self) -> bool:
        for folder in FOLDERS:
            async for page in self.blobs.listed(folder):
                if any(is_named_by_us(blob.key) for blob in page):
                    return True
        return False

    async def _claimed(self) -> DatabaseMark:
        mark = DatabaseMark(InstallationId(self.ids.new()), self.clock.now(), stored=False)
        async with self.unit_of_work() as uow:
            claimed = await uow.installation.claim(mark)
            await uow.commit()
        return claimed

    async def _confirmed(self, mark: DatabaseMark) -> InstallationId:
        """Write down that the storage has the mark: from now on it is missed where it is not."""
        if not mark.stored:
            async with self.unit_of_work() as uow:
                await uow.installation.replace(replace(mark, stored=True))
                await uow.commit()
        return mark.id


@dataclass(frozen=True, slots=True)
class MissStorage:
    """Looks at the database alone, for a start whose storage is not there at all."""

    unit_of_work: UnitOfWorkFactory
    place: str

    async def __call__(self) -> None:
        """Raise ForeignStorageError where the database has had a storage, and jobs are in it."""
        async with self.unit_of_work() as uow:
            mark = await uow.installation.mark()
            counts = await uow.installation.count_users_and_jobs()
        if mark is not None and mark.stored and counts.jobs:
            raise ForeignStorageError(
                _fault(
                    f"The storage at {self.place} is not there, and this database has "
                    f"{counts.jobs} jobs. Was it moved, or is a disk not mounted?"
                )
            )


def _fault(found: str) -> str:
    return (
        f"{found} Nothing was changed. Let DATABASE_URL, STORAGE_URL and DATA_DIR lead to the "
        "same installation. If this storage shall serve this database from now on, run "
        "`transcriber storage adopt`: it removes nothing, and what belongs to no job here is swept "
        "only after ORPHAN_GRACE_SECONDS."
    )
