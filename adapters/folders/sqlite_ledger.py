"""Keep a watcher's ledger in a SQLite file."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Final, Self, TypeVar

from typing_extensions import override

from adapters.folders.local_errors import explained, readable
from application.ports.watch_ledger import Entry, Stage, WatchLedger
from application.ports.watched import Found
from domain.errors.watching import PlaceUnavailableError

T = TypeVar("T")

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS recordings (
    path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL, version TEXT NOT NULL,
    digest TEXT NOT NULL, place BLOB NOT NULL, stage TEXT NOT NULL,
    attempts INTEGER NOT NULL, transcribed INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS documents (
    path BLOB NOT NULL REFERENCES recordings ON DELETE CASCADE, name BLOB NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (path, name)
) STRICT;
"""
_SAVE: Final = "INSERT OR REPLACE INTO recordings VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LOAD: Final = (
    "SELECT path, size_bytes, version, digest, place, stage, attempts, transcribed FROM recordings"
)


class SqliteLedger(WatchLedger):
    """One process at a time uses the file. Paths are bytes in it, since names need not be text."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._lock = Lock()

    @classmethod
    @contextmanager
    def opened(cls, file: Path) -> Iterator[Self]:
        """Open the file, and make it if there is none. Raises PlaceUnavailableError."""
        with explained(file):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _usable(file):
            connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        with closing(connection):
            with _usable(file):
                _prepare(connection)
            yield cls(connection, file)

    @override
    async def entries(self) -> Mapping[str, Entry]:
        rows = await self._call(lambda db: db.execute(_LOAD).fetchall())
        entries = [_entry(*row) for row in rows]
        return {each.found.path: each for each in entries}

    @override
    async def save(self, entry: Entry) -> None:
        await self.write(entry, {})

    @override
    async def write(self, entry: Entry, documents: Mapping[str, bytes]) -> None:
        path = os.fsencode(entry.found.path)

        def store(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM documents WHERE path = ?", (path,))
            db.execute(_SAVE, _row(entry))
            rows = [(path, os.fsencode(name), body) for name, body in documents.items()]
            db.executemany("INSERT INTO documents VALUES (?, ?, ?)", rows)

        await self._call(store)

    @override
    async def documents(self, path: str) -> Mapping[str, bytes]:
        query = "SELECT name, body FROM documents WHERE path = ? ORDER BY rowid"
        rows = await self._call(lambda db: db.execute(query, (os.fsencode(path),)).fetchall())
        return {os.fsdecode(name): body for name, body in rows}

    @override
    async def forget(self, path: str) -> None:
        delete = "DELETE FROM recordings WHERE path = ?"
        await self._call(lambda db: db.execute(delete, (os.fsencode(path),)))

    async def _call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.to_thread(self._run, work)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it in one transaction."""
        with self._lock, _usable(self._file), self._transaction():
            return work(self._connection)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Raise PlaceUnavailableError for every error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise PlaceUnavailableError(f"{readable(file)} cannot be used: {error}.") from error


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables; every commit waits for the disk."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.executescript(SCHEMA)


def _row(entry: Entry) -> tuple[bytes | str | int, ...]:
    found = entry.found
    return (
        os.fsencode(found.path),
        found.size_bytes,
        found.version,
        entry.digest,
        os.fsencode(entry.place),
        entry.stage.value,
        entry.attempts,
        entry.transcribed,
    )


def _entry(
    path: bytes,
    size: int,
    version: str,
    digest: str,
    place: bytes,
    stage: str,
    attempts: int,
    transcribed: int,
) -> Entry:
    found = Found(os.fsdecode(path), size, version)
    return Entry(found, digest, os.fsdecode(place), Stage(stage), attempts, transcribed)
