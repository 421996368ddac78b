"""Port: stores the marks by which a database and a storage recognise each other."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType, Protocol
from uuid import UUID

InstallationId = NewType("InstallationId", UUID)

# Stands for a mark that is there and cannot be read.
UNREADABLE: Final = InstallationId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class DatabaseMark:
    """The database's: `stored` once the storage has been seen with it, together since `since`."""

    id: InstallationId
    since: datetime
    stored: bool


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """How many users and jobs a database has; a new one has neither."""

    users: int
    jobs: int


class InstallationRepository(Protocol):
    """The mark of the database, as a transaction sees it."""

    @abstractmethod
    async def mark(self) -> DatabaseMark | None:
        """Give it; None where the database was never marked."""

    @abstractmethod
    async def claim(self, mark: DatabaseMark) -> DatabaseMark:
        """Write a mark unless there is one, and give what is there then."""

    @abstractmethod
    async def replace(self, mark: DatabaseMark) -> None:
        """Write a mark in place of whatever is there."""

    @abstractmethod
    async def inhabitants(self) -> Inhabitants:
        """Count users and jobs."""


class StorageMark(Protocol):
    """The mark of the storage. Raises StorageUnavailableError."""

    @abstractmethod
    async def read(self) -> InstallationId | None:
        """Give it; None where there is none, UNREADABLE where it cannot be understood."""

    @abstractmethod
    def read_in_thread(self) -> InstallationId | None:
        """Do the same for threads: it blocks."""

    @abstractmethod
    async def write(self, mark: InstallationId, *, over: bool = False) -> None:
        """Write a mark unless there is one, or `over` it."""
