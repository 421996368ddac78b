"""A cursor that runs an SQLite statement with one call of the connection's thread."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from typing import Any, Self

OnThread = Callable[[Callable[[sqlite3.Connection], None]], Awaitable[Any]]
"""Has the connection's thread do something with it. Raises what that raises."""


class SqliteCursor:
    """The cursor methods that SQLAlchemy needs, with one call of the thread per statement.

    aiosqlite's own cursor takes four: to create, execute, fetch and close.
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
        """Run the statement, and fetch all of its rows."""
        await self._run(lambda connection: connection.execute(statement, values))
        return self

    async def executemany(self, statement: str, values: Iterable[Sequence[Any]]) -> Self:
        """Run the statement once for each set of values."""
        await self._run(lambda connection: connection.executemany(statement, values))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Return the fetched rows, once."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor was closed after the execution."""

    async def _run(self, send: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> None:
        def through(connection: sqlite3.Connection) -> None:
            with closing(send(connection)) as cursor:
                self._rows = cursor.fetchall()
                self.description = cursor.description
                self.rowcount = cursor.rowcount  # known by now, also for a statement with RETURNING
                self.lastrowid = cursor.lastrowid

        await self._on_thread(through)
