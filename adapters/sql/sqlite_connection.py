"""A connection to a file of SQLite."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import aiosqlite
from typing_extensions import override

from adapters.sql.sqlite_cursor import SqliteCursor

if TYPE_CHECKING:
    import asyncio

# Rows fetched at once by an iteration; aiosqlite's own number.
_ROWS_AT_ONCE: Final = 64


class SqliteConnection(aiosqlite.Connection):
    """aiosqlite's, but going to its thread as seldom as can be, and stopped as often as one likes.

    Each way to the thread and back waits for the interpreter's lock twice, while decoders, too, are
    after it: that is milliseconds each. So a statement takes one (see SqliteCursor), and where
    nothing was written there is nothing to undo.

    Its thread answers the first who says stop, and nobody after that. SQLAlchemy does say it twice,
    where a task is cancelled again while it closes the connection of a statement that a first
    cancel broke off: such a task would wait for ever, and the process with it.
    """

    def __init__(self, file: str, **options: Any) -> None:
        """Prepare to open it, with the options of `sqlite3.connect`."""
        super().__init__(partial(sqlite3.connect, file, **options), _ROWS_AT_ONCE)
        self._thread.daemon = True  # a process that ends does not wait for a statement
        self._told_to_stop = False
        self._unanswered = 0

    @override
    def cursor(self) -> SqliteCursor:  # type: ignore[override]  # not awaited: nothing to wait for
        return SqliteCursor(self._on_thread)

    @override
    async def commit(self) -> None:
        if self._may_have_written:
            await super().commit()

    @override
    async def rollback(self) -> None:
        if self._may_have_written:
            await super().rollback()

    @override
    def stop(self) -> "asyncio.Future[Any] | None":
        if self._told_to_stop:
            return None
        self._told_to_stop = True
        return super().stop()

    async def _on_thread(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await self._execute(work, self._conn)

    @property
    def _may_have_written(self) -> bool:
        return self._unanswered > 0 or self.in_transaction

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Count what is under way; what was left by a cancel may still write, whenever it likes."""
        self._unanswered += 1
        try:
            answer = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except Exception:
            self._unanswered -= 1
            raise
        self._unanswered -= 1
        return answer
