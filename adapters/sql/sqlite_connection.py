"""A connection to an SQLite file."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

import aiosqlite
from aiosqlite import core
from typing_extensions import override

from adapters.sql.sqlite_cursor import SqliteCursor

# Rows fetched at once by an iteration; aiosqlite's own number.
_ROWS_AT_ONCE: Final = 64

_Asked = SimpleQueue[tuple[asyncio.Future[Any] | None, Callable[[], Any]]]


class SqliteConnection(aiosqlite.Connection):
    """aiosqlite's connection, with fewer calls of its thread, and safe to stop repeatedly.

    Each call of the thread waits twice for the interpreter's lock, which decoders use as well: that
    takes milliseconds each time. So a statement takes one call (see SqliteCursor), and a rollback
    is skipped if nothing was written.

    The thread only answers the first stop. SQLAlchemy stops it twice if a task is cancelled again
    while it closes the connection of a statement that a first cancel interrupted: such a task would
    wait for ever, and the process with it.

    An abandoned statement may outlive the event loop. Nobody needs its result then, which is no
    error: the thread goes on until it comes to the stop, and closes the file.
    """

    def __init__(self, file: str, **options: Any) -> None:
        """Prepare to open the file, with the options of `sqlite3.connect`."""
        super().__init__(partial(sqlite3.connect, file, **options), _ROWS_AT_ONCE)
        # an ending process does not wait for a statement
        self._thread = Thread(target=_work, args=(self._tx,), daemon=True)
        self._told_to_stop = False
        self._unanswered = 0

    @override
    def cursor(self) -> SqliteCursor:  # type: ignore[override]  # not awaited, as there is nothing to wait for
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
    def stop(self) -> None:
        """Close the file after the running statements; nobody has to wait for it."""
        if not self._told_to_stop:
            self._told_to_stop = True
            self._running = False
            self._tx.put_nowait((None, self._close_file))

    def _close_file(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _on_thread(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await self._execute(work, self._conn)

    @property
    def _may_have_written(self) -> bool:
        return self._unanswered > 0 or self.in_transaction

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Count running calls; a call that a cancel abandoned may still write at any time."""
        self._unanswered += 1
        try:
            answer = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except Exception:
            self._unanswered -= 1
            raise
        self._unanswered -= 1
        return answer


def _work(asked: _Asked) -> None:
    """Run the calls one by one until the stop, which needs no answer."""
    while True:
        future, work = asked.get()
        if future is None:
            work()
            return
        try:
            answer = partial(core.set_result, future, work())
        except BaseException as error:  # noqa: BLE001 -- passed on to the caller
            answer = partial(core.set_exception, future, error)
        with suppress(RuntimeError):  # the loop is closed, so nobody waits for the result
            future.get_loop().call_soon_threadsafe(answer)
