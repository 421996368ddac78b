"""Port: stores the marks by which a database and a storage recognise each other."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType, Protocol
from uuid import UUID

InstallationId = NewType("InstallationId", UUID)

# The mark exists, but cannot be read.
UNREADABLE: Final = InstallationId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class DatabaseMark:
    """The database's mark; `stored` once the storage has been seen with it too.

    `since` is when the two were first seen together.
    """

    id: InstallationId
    since: datetime
    stored: bool


@dataclass(frozen=True, slots=True)
class UserAndJobCounts:
    """How many users and jobs a database has; a new one has neither."""

    users: int
    jobs: int


class InstallationRepository(Protocol):
    """Reads and writes the database's mark in a transaction."""

    @abstractmethod
    async def mark(self) -> DatabaseMark | None:
        """Return the mark, or None if the database was never marked."""

    @abstractmethod
    async def claim(self, mark: DatabaseMark) -> DatabaseMark:
        """Write the mark unless there is one; return the mark that is there afterwards."""

    @abstractmethod
    async def replace(self, mark: DatabaseMark) -> None:
        """Write the mark over any other."""

    @abstractmethod
    async def count_users_and_jobs(self) -> UserAndJobCounts:
        """Count users and jobs."""


class StorageMark(Protocol):
    """Reads and writes the storage's mark. Raises StorageUnavailableError."""

    @abstractmethod
    async def read(self) -> InstallationId | None:
        """Return the mark; None if there is none, UNREADABLE if it cannot be parsed."""

    @abstractmethod
    def read_in_thread(self) -> InstallationId | None:
        """Read the mark like `read`, but blocking, for use in threads."""

    @abstractmethod
    async def write(self, mark: InstallationId, *, over: bool = False) -> None:
        """Write the mark unless there is one; with `over` replace the old one."""
