from typing import Final

from typing_extensions import override

from application.ports.installation import (
    DatabaseMark,
    InstallationId,
    InstallationRepository,
    StorageMark,
    UserAndJobCounts,
)
from tests.memory.database import MemoryTransaction

ONLY: Final = 1


class MemoryInstallationRepository(InstallationRepository):
    """The mark as the only entry of a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def mark(self) -> DatabaseMark | None:
        return self._transaction.seen.installation.get(ONLY)

    @override
    async def claim(self, mark: DatabaseMark) -> DatabaseMark:
        return (await self._transaction.draft()).installation.setdefault(ONLY, mark)

    @override
    async def replace(self, mark: DatabaseMark) -> None:
        (await self._transaction.draft()).installation[ONLY] = mark

    @override
    async def count_users_and_jobs(self) -> UserAndJobCounts:
        seen = self._transaction.seen
        return UserAndJobCounts(len(seen.users), len(seen.jobs))


class MemoryStorageMark(StorageMark):
    """A mark that a test can read and put another in place of."""

    def __init__(self, mark: InstallationId | None = None) -> None:
        self.found = mark

    @override
    async def read(self) -> InstallationId | None:
        return self.found

    @override
    def read_in_thread(self) -> InstallationId | None:
        return self.found

    @override
    async def write(self, mark: InstallationId, *, over: bool = False) -> None:
        if over or self.found is None:
            self.found = mark
