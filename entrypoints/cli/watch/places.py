"""The interface to folders and buckets that the command needs."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from application.ports.watch_ledger import WatchLedger
from application.ports.watched import Intake, Outlet


@dataclass(frozen=True, slots=True)
class AskedPlaces:
    """The places as the user names them: folders, or `s3://bucket/prefix`.

    `outlet` None lays transcripts beside their recordings. Finished recordings are moved to `done`,
    and failed ones to `failed`, unless None. `state` is the folder of the ledger.
    """

    intake: str
    outlet: str | None = None
    done: str | None = None
    failed: str | None = None
    state: Path | None = None


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """The places, for this process alone."""

    intake: Intake
    outlet: Outlet
    ledger: WatchLedger


class WatchedPlaces(Protocol):
    """Folders of this machine and buckets."""

    def open(self, asked: AskedPlaces) -> AbstractContextManager[OpenPlaces]:
        """Open the places, so that no other process can.

        Raises AlreadyWatchedError, InvalidPlaceError, PlaceUnavailableError.
        """
