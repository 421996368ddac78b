"""Connections that are closed while a statement runs and somebody is in a hurry."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.sql.engine import create_engine
from adapters.sql.sqlite_connection import SqliteConnection
from tests.fakes.house import settle

SECONDS = 60


class Hold:
    """A function for SQL that does not return before it may."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.over = threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        self.over.wait(SECONDS)


class Counted(SqliteConnection):
    """Counts how often its thread has something to do."""

    ways = 0

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.ways += 1
        return await super()._execute(fn, *args, **kwargs)


@pytest.fixture
async def notes(tmp_path: Path) -> AsyncIterator[Counted]:
    """A database with a table of that name."""
    connection = Counted(str(tmp_path / "a.db"))
    await connection
    await connection.execute("CREATE TABLE notes (note)")
    yield connection
    await connection.close()


@pytest.fixture
def hold() -> Hold:
    return Hold()


async def test_a_connection_that_was_told_to_stop_can_still_be_closed(
    tmp_path: Path, hold: Hold
) -> None:
    connection = SqliteConnection(str(tmp_path / "a.db"))
    await connection
    await connection.create_function("hold", 0, hold)
    statement = asyncio.create_task(connection.execute("SELECT hold()"))
    async with asyncio.timeout(SECONDS):
        await asyncio.to_thread(hold.begun.wait)
        connection.stop()
        closing = asyncio.create_task(connection.close())
        await settle()
        hold.over.set()
        await asyncio.wait({statement, closing})
    assert isinstance(closing.exception(), ValueError)  # aiosqlite's word for: that is over


async def test_a_statement_that_is_cancelled_again_while_it_cleans_up_ends(
    tmp_path: Path, hold: Hold
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")

    def can_hold(connection: Any, _: object) -> None:
        connection.create_function("hold", 0, hold)

    event.listen(engine.sync_engine, "connect", can_hold)
    asking = asyncio.create_task(asked_to_hold(engine))
    async with asyncio.timeout(SECONDS):
        await asyncio.to_thread(hold.begun.wait)
        asking.cancel()
        await settle()
        cleaning_up = asyncio.all_tasks() - {asyncio.current_task(), asking}
        for task in (asking, *cleaning_up):  # as asyncio does with all at the end of a process
            task.cancel()
            await settle()
        hold.over.set()
        await asyncio.wait({asking, *cleaning_up})
        await engine.dispose()
    assert cleaning_up


def test_a_statement_that_outlives_the_loop_is_the_end_of_its_connection_and_no_error(
    tmp_path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhandled: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", unhandled.append)
    before = set(threading.enumerate())
    with asyncio.Runner() as runner:
        runner.run(left_holding(SqliteConnection(str(tmp_path / "a.db")), hold))
    (thread,) = set(threading.enumerate()) - before
    hold.over.set()
    thread.join(SECONDS)
    assert (thread.is_alive(), unhandled) == (False, [])


async def test_what_is_written_after_its_task_was_cancelled_is_undone(
    notes: Counted, hold: Hold
) -> None:
    await notes.create_function("hold", 0, hold)
    writing = asyncio.create_task(notes.execute("INSERT INTO notes VALUES (hold())"))
    async with asyncio.timeout(SECONDS):
        await asyncio.to_thread(hold.begun.wait)
        writing.cancel()
        undoing = asyncio.create_task(notes.rollback())
        await settle()
        hold.over.set()
        await undoing
        assert not notes.in_transaction
        assert await rows_of(notes, "SELECT * FROM notes") == []


async def test_the_thread_is_called_once_for_a_read_and_once_for_each_write_and_commit(
    notes: Counted,
) -> None:
    ways = notes.ways
    assert await rows_of(notes, "SELECT 1, 2") == [(1, 2)]
    await notes.rollback()
    assert notes.ways == ways + 1
    await rows_of(notes, "INSERT INTO notes VALUES (1)")
    await notes.commit()
    assert notes.ways == ways + 3


async def test_a_statement_sent_many_times_tells_how_many_rows_it_wrote(notes: Counted) -> None:
    async with notes.cursor() as cursor:
        await cursor.executemany("INSERT INTO notes VALUES (?)", [(1,), (2,)])
    assert (cursor.rowcount, cursor.description) == (2, None)
    assert await rows_of(notes, "SELECT note FROM notes") == [(1,), (2,)]


async def rows_of(connection: SqliteConnection, statement: str) -> list[Any]:
    async with connection.cursor() as cursor:
        await cursor.execute(statement)
        return list(await cursor.fetchall())


async def asked_to_hold(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT hold()"))


async def left_holding(connection: SqliteConnection, hold: Hold) -> None:
    await connection
    await connection.create_function("hold", 0, hold)
    statement = asyncio.create_task(connection.execute("SELECT hold()"))
    await asyncio.to_thread(hold.begun.wait)
    connection.stop()
    assert not statement.done()
