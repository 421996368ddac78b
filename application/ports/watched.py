"""The places that a watcher takes recordings from, and puts transcripts into."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A recording as it lies there now.

    `path` is its path below the watched place, with slashes; bytes that are no UTF-8 are surrogates
    in it. `version` changes whenever the recording does: time and size, or a store's ETag.
    """

    path: str
    size_bytes: int
    version: str


@dataclass(frozen=True, slots=True)
class Look:
    """What lies there, in the order of paths, and in words what could not be looked at."""

    found: Sequence[Found]
    problems: Sequence[str] = ()


class Intake(Protocol):
    """Where recordings come from.

    Hidden and temporary files are never listed, nor what is no recording by its ending.
    """

    @abstractmethod
    async def look(self) -> Look:
        """List the recordings. A place that is gone is a problem, and no error."""

    @abstractmethod
    def borrowed(self, found: Found) -> AbstractAsyncContextManager[Path]:
        """Give a local file with the recording, for as long as the context is open.

        Raises RecordingGoneError, AudioUnreadableError if it may not be read, and
        PlaceUnavailableError.
        """

    @abstractmethod
    async def current(self, found: Found) -> Found | None:
        """Look at one recording again; None if it is gone. Raises PlaceUnavailableError."""

    @abstractmethod
    async def put_away(self, path: str, *, failed: bool) -> bool:
        """Move a recording to where finished or failed ones are kept, under a free name.

        Return whether it was to be moved, and so is not there any more. Raises
        PlaceUnavailableError.
        """


class Outlet(Protocol):
    """Where transcripts are put."""

    @abstractmethod
    async def taken(self, names: Sequence[str]) -> bool:
        """Say whether there is something under one of these names. Raises PlaceUnavailableError."""

    @abstractmethod
    async def put(self, name: str, document: bytes) -> None:
        """Write a document as a whole or not at all, in place of an older one of the same name.

        It lasts when this returns. Raises PlaceUnavailableError, and NameUnusableError if a file
        lies where a folder would have to be, or the other way round, or the name is too long.
        """

    @abstractmethod
    async def remove(self, name: str) -> None:
        """Remove a document, if there is one. Raises PlaceUnavailableError."""

    @abstractmethod
    def shown(self, name: str) -> str:
        """Return where that is, for people."""
