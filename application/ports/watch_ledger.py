"""What a watcher has done with each recording, across restarts."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from application.ports.watched import Found


class Stage(StrEnum):
    """How far a recording is.

    TAKEN: work on it has begun. WRITTEN: its documents are in the ledger and must be put into the
    outlet. DONE, FAILED: it is finished, for this version of the recording.
    """

    TAKEN = "taken"
    WRITTEN = "written"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing is left to do but to put the recording away."""
        return self in {Stage.DONE, Stage.FAILED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording. `place` is the path of its documents in the outlet, without an ending.

    `attempts` counts how often this version was taken, `transcribed` how often documents of it were
    written.
    """

    found: Found
    digest: str
    place: str
    stage: Stage = Stage.TAKEN
    attempts: int = 1
    transcribed: int = 0


class WatchLedger(Protocol):
    """Every change lasts when its method returns. Raises PlaceUnavailableError if it cannot."""

    @abstractmethod
    async def entries(self) -> Mapping[str, Entry]:
        """Return all entries by the paths of their recordings."""

    @abstractmethod
    async def save(self, entry: Entry) -> None:
        """Store an entry in place of the one with the same path; its documents are forgotten."""

    @abstractmethod
    async def write(self, entry: Entry, documents: Mapping[str, bytes]) -> None:
        """Store an entry together with its documents, by their names in the outlet."""

    @abstractmethod
    async def documents(self, path: str) -> Mapping[str, bytes]:
        """Return the documents of an entry."""

    @abstractmethod
    async def forget(self, path: str) -> None:
        """Remove an entry with its documents; nothing happens if there is none."""
