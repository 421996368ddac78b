"""Connections that are closed while a statement runs and somebody is in a hurry."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

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


@pytest.fixture
def hold() -> Hold:
    return Hold()


async def test_a_connection_that_was_told_to_stop_can_still_be_closed(
    tmp_path: Path, hold: Hold
) -> None:
    connection = await SqliteConnection(str(tmp_path / "a.db"))
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


async def asked_to_hold(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT hold()"))
