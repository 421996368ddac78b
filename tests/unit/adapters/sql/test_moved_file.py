"""A database file that is moved away, or replaced, while it is in use."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.engine import create_engine
from adapters.sql.health import SqlHealth
from domain.errors.capacity import DatabaseUnavailableError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "transcriber.db"


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite:///{file}")
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE notes (text TEXT)"))
        await connection.commit()
    yield engine
    await engine.dispose()


async def test_a_file_that_was_moved_away_is_noticed_and_not_created_again(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    away = file.parent.rename(tmp_path / "away")
    for _ in range(2):  # once with a connection that is open, once with a new one
        with pytest.raises(DatabaseUnavailableError, match="is not where it was"):
            await SqlHealth(engine).check()
    assert not file.parent.exists()
    file.parent.mkdir()
    with pytest.raises(DatabaseUnavailableError, match="is not where it was"):
        await SqlHealth(engine).check()
    assert list(file.parent.iterdir()) == []
    file.parent.rmdir()
    away.rename(file.parent)
    await SqlHealth(engine).check()


async def test_a_replaced_file_requires_a_restart(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    backup = shutil.copy(file, tmp_path / "backup.db")
    shutil.move(backup, file)
    with pytest.raises(DatabaseUnavailableError, match="was replaced"):
        await SqlHealth(engine).check()
    with sqlite3.connect(file) as other:
        other.execute("INSERT INTO notes VALUES ('here')")


async def test_nothing_is_written_to_a_removed_file(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    away = file.parent.rename(tmp_path / "away") / file.name
    with pytest.raises(DatabaseUnavailableError):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO notes VALUES ('lost')"))
    with sqlite3.connect(away) as found:
        assert found.execute("SELECT count(*) FROM notes").fetchone() == (0,)
