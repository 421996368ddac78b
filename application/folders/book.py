"""The entries of the ledger, in memory and on disk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from application.ports.watch_ledger import Entry, Stage, WatchLedger
from application.ports.watched import Found


@dataclass(slots=True)
class Book:
    """Each change is stored before it counts. All methods raise PlaceUnavailableError."""

    ledger: WatchLedger
    _entries: dict[str, Entry] = field(default_factory=dict, init=False)

    async def open(self, *, again: bool) -> None:
        """Read all entries; `again` lets those that failed be tried once more."""
        self._entries = dict(await self.ledger.entries())
        for entry in self._entries.copy().values() if again else ():
            if entry.stage is Stage.FAILED:
                await self.save(replace(entry, stage=Stage.TAKEN, attempts=0))

    def get(self, path: str) -> Entry | None:
        """Return the entry of a path."""
        return self._entries.get(path)

    def is_finished(self, found: Found) -> bool:
        """Say whether nothing is left to do with this version of a recording."""
        entry = self._entries.get(found.path)
        return entry is not None and entry.found == found and entry.stage.is_final

    def written(self) -> list[Entry]:
        """List the entries whose documents are not in the outlet yet."""
        return [each for each in self._entries.values() if each.stage is Stage.WRITTEN]

    def reserved(self) -> Collection[str]:
        """Return the places of documents that are still to come."""
        return {each.place for each in self._entries.values() if not each.stage.is_final}

    async def save(self, entry: Entry) -> Entry:
        """Store an entry, without documents."""
        await self.ledger.save(entry)
        self._entries[entry.found.path] = entry
        return entry

    async def write(self, entry: Entry, documents: Mapping[str, bytes]) -> Entry:
        """Store an entry with its documents."""
        entry = replace(entry, stage=Stage.WRITTEN)
        await self.ledger.write(entry, documents)
        self._entries[entry.found.path] = entry
        return entry

    async def documents(self, entry: Entry) -> Mapping[str, bytes]:
        """Return the documents of an entry."""
        return await self.ledger.documents(entry.found.path)

    async def forget(self, entry: Entry) -> None:
        """Remove an entry."""
        await self.ledger.forget(entry.found.path)
        self._entries.pop(entry.found.path, None)
