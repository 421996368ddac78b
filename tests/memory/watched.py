"""A watched place, an outlet and a ledger in memory."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

from typing_extensions import override

from application.ports.watch_ledger import Entry, WatchLedger
from application.ports.watched import Found, Intake, Look, Outlet
from domain.errors.watching import NameUnusableError, PlaceUnavailableError, RecordingGoneError
from domain.recording_files import is_recording

_LONGEST_NAME = 255


class MemoryIntake(Intake):
    """Recordings by their paths; `away` holds those that were put away, if they are `moved`."""

    def __init__(self, folder: Path, *, moved: bool = False) -> None:
        self.files: dict[str, bytes] = {}
        self.done: dict[str, bytes] = {}
        self.failed: dict[str, bytes] = {}
        self.problems: tuple[str, ...] = ()
        self.unreadable: Exception | None = None
        self.blocked = False
        self._moved = moved
        self._folder = folder

    @override
    async def look(self) -> Look:
        if self.problems:
            return Look((), self.problems)
        plain = [path for path in sorted(self.files) if is_recording(path.rpartition("/")[2])]
        hidden = [path for path in plain if any(p.startswith(".") for p in path.split("/"))]
        return Look([self._found(path) for path in plain if path not in hidden])

    @override
    @asynccontextmanager
    async def borrowed(self, found: Found) -> AsyncIterator[Path]:
        if await self.current(found) != found:
            raise RecordingGoneError
        if self.unreadable is not None:
            raise self.unreadable
        file = self._folder / sha256(found.path.encode()).hexdigest()
        file.write_bytes(self.files[found.path])
        yield file

    @override
    async def current(self, found: Found) -> Found | None:
        return self._found(found.path) if found.path in self.files else None

    @override
    async def put_away(self, path: str, *, failed: bool) -> bool:
        if self.blocked:
            raise PlaceUnavailableError("It may not be moved.")
        if self._moved and path in self.files:
            away = self.failed if failed else self.done
            stem, dot, ending = path.rpartition(".")
            names = [path, *(f"{stem}-{n}{dot}{ending}" for n in range(2, 9))]
            away[next(name for name in names if name not in away)] = self.files.pop(path)
        return self._moved

    def _found(self, path: str) -> Found:
        sound = self.files[path]
        return Found(path, len(sound), sha256(sound).hexdigest())


class MemoryOutlet(Outlet):
    """Documents by their names; while it is `full` nothing can be put there."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.full = False
        self.puts: list[str] = []

    @override
    async def taken(self, names: Sequence[str]) -> bool:
        return any(name in self.documents for name in names)

    @override
    async def put(self, name: str, document: bytes) -> None:
        if self.full:
            raise PlaceUnavailableError("The disk is full.")
        if any(name.startswith(f"{each}/") for each in self.documents):
            raise NameUnusableError(f"{name} cannot be written: File exists.")
        if len(name) > _LONGEST_NAME:
            raise NameUnusableError(f"{name} cannot be written: File name too long.")
        self.puts.append(name)
        self.documents[name] = document

    @override
    async def remove(self, name: str) -> None:
        self.documents.pop(name, None)

    @override
    def shown(self, name: str) -> str:
        return name


class MemoryLedger(WatchLedger):
    """Entries that outlast a watcher."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._documents: dict[str, Mapping[str, bytes]] = {}

    @override
    async def entries(self) -> Mapping[str, Entry]:
        return dict(self._entries)

    @override
    async def save(self, entry: Entry) -> None:
        await self.write(entry, {})

    @override
    async def write(self, entry: Entry, documents: Mapping[str, bytes]) -> None:
        self._entries[entry.found.path] = entry
        self._documents[entry.found.path] = dict(documents)

    @override
    async def documents(self, path: str) -> Mapping[str, bytes]:
        return self._documents.get(path, {})

    @override
    async def forget(self, path: str) -> None:
        self._entries.pop(path, None)
        self._documents.pop(path, None)
