"""A statement that is sent to SQLite."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from typing import Any, Self

OnThread = Callable[[Callable[[sqlite3.Connection], None]], Awaitable[Any]]
"""Has the connection's thread do something with it. Raises what that raises."""


class SqliteCursor:
    """What SQLAlchemy needs of a cursor, with all of a statement done on one way to the thread.

    aiosqlite's own takes four: to be made, to execute, to fetch, to close.
    """

    def __init__(self, on_thread: OnThread) -> None:
        self._on_thread = on_thread
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> Self:
        """Send it, and fetch all that it gives."""
        await self._run(lambda connection: connection.execute(statement, values))
        return self

    async def executemany(self, statement: str, values: Iterable[Sequence[Any]]) -> Self:
        """Send it once for each set of values."""
        await self._run(lambda connection: connection.executemany(statement, values))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give what was fetched, once."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Be closed, as it has been since it was executed."""

    async def _run(self, send: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> None:
        def through(connection: sqlite3.Connection) -> None:
            with closing(send(connection)) as cursor:
                self._rows = cursor.fetchall()
                self.description = cursor.description
                self.rowcount = cursor.rowcount  # of a statement that RETURNs it is known by now
                self.lastrowid = cursor.lastrowid

        await self._on_thread(through)
