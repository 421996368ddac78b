"""A connection to a file of SQLite."""

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import aiosqlite
from typing_extensions import override

if TYPE_CHECKING:
    import asyncio

# Rows fetched at once by an iteration; aiosqlite's own number.
_ROWS_AT_ONCE: Final = 64


class SqliteConnection(aiosqlite.Connection):
    """aiosqlite's, except that it may be told to stop more than once.

    Its thread answers the first who says so, and nobody after that. SQLAlchemy does say it twice,
    where a task is cancelled again while it closes the connection of a statement that a first
    cancel broke off: such a task would wait for ever, and the process with it.
    """

    def __init__(self, file: str, **options: Any) -> None:
        """Prepare to open it, with the options of `sqlite3.connect`."""
        super().__init__(partial(sqlite3.connect, file, **options), _ROWS_AT_ONCE)
        self._thread.daemon = True  # a process that ends does not wait for a statement
        self._told_to_stop = False

    @override
    def stop(self) -> "asyncio.Future[Any] | None":
        if self._told_to_stop:
            return None
        self._told_to_stop = True
        return super().stop()
