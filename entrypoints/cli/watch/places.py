"""The interface to folders and buckets that the command needs."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from application.folders.book import Book
from application.folders.handover import Handover
from application.folders.settling import Settling
from application.folders.telling import Telling, Troubles
from application.folders.watch_folder import WatchFolder, Write
from application.ports.watch_ledger import WatchLedger
from application.ports.watched import Intake, Outlet
from domain.document_format import DocumentFormat


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

    def watcher(
        self,
        write: Write,
        telling: Telling,
        forms: Sequence[DocumentFormat],
        *,
        settle_seconds: float,
    ) -> WatchFolder:
        """Make what transcribes the recordings of these places; its book is still to be opened."""
        troubles, book = Troubles(telling), Book(self.ledger)
        return WatchFolder(
            intake=self.intake,
            outlet=self.outlet,
            book=book,
            handover=Handover(self.intake, self.outlet, book, telling, troubles),
            troubles=troubles,
            write=write,
            endings=tuple(form.value for form in forms),
            settling=Settling(settle_seconds),
        )


class WatchedPlaces(Protocol):
    """Folders of this machine and buckets."""

    def open(self, asked: AskedPlaces) -> AbstractContextManager[OpenPlaces]:
        """Open the places, so that no other process can.

        Raises AlreadyWatchedError, InvalidPlaceError, PlaceUnavailableError.
        """
