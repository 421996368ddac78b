"""Put the documents of a recording into the outlet, and the recording away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from application.folders.book import Book
from application.folders.naming import FAULT_ENDING
from application.folders.telling import Telling, Troubles
from application.ports.watch_ledger import Entry, Stage
from application.ports.watched import Intake, Outlet
from domain.errors.watching import NameUnusableError, PlaceUnavailableError


@dataclass(frozen=True, slots=True)
class Handover:
    """Each step can be repeated: after a crash it is done again where it broke off."""

    intake: Intake
    outlet: Outlet
    book: Book
    telling: Telling
    troubles: Troubles

    async def all(self, busy: Collection[str]) -> bool:
        """Hand over what an earlier run or a full disk left; say whether all is handed over.

        What is `busy` hands itself over.
        """
        left = [each for each in self.book.written() if each.found.path not in busy]
        return all([await self(entry) for entry in left])

    async def __call__(self, entry: Entry) -> bool:
        """Hand the documents of one recording over; say whether they are in the outlet."""
        try:
            if entry.stage is Stage.WRITTEN:
                entry = await self._delivered(entry)
            await self._put_away(entry)
        except NameUnusableError as error:
            return await self._undeliverable(entry, str(error))
        except PlaceUnavailableError as error:
            self.troubles.tell(str(error))
        return entry.stage.is_final

    async def _delivered(self, entry: Entry) -> Entry:
        documents = await self.book.documents(entry)
        note = f"{entry.place}.{FAULT_ENDING}"
        for name, document in documents.items():
            await self.outlet.put(name, document)
        failed = note in documents
        if not failed:
            await self.outlet.remove(note)  # of an earlier try
        entry = await self.book.save(replace(entry, stage=Stage.FAILED if failed else Stage.DONE))
        self._tell(entry, documents)
        return entry

    async def _undeliverable(self, entry: Entry, why: str) -> bool:
        """Give up one recording, so that it does not stop the others."""
        try:
            entry = await self.book.save(replace(entry, stage=Stage.FAILED))
            self.telling.failed(entry.found.path, why)
            await self._put_away(entry)
        except PlaceUnavailableError as error:
            self.troubles.tell(str(error))
        return entry.stage.is_final

    def _tell(self, entry: Entry, documents: Mapping[str, bytes]) -> None:
        self.troubles.over()
        if entry.stage is Stage.DONE:
            self.telling.done(entry.found.path, [self.outlet.shown(name) for name in documents])
        else:
            self.telling.failed(entry.found.path, next(iter(documents.values())).decode().strip())

    async def _put_away(self, entry: Entry) -> None:
        if await self.intake.put_away(entry.found.path, failed=entry.stage is Stage.FAILED):
            await self.book.forget(entry)
