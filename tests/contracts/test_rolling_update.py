"""Two versions side by side: what an older one wrote and writes must do on the newest schema.

An older version's code is not at hand, but all that it can say to the database is: it names the
tables and columns that its own schema had. So the tables are read back from each earlier
revision, and their statements are run once the database has been brought to the newest.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import DateTime, Integer, String, TypeEngine

from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.schema_scripts import MIGRATIONS, alembic_config, is_own_index
from tests.postgres_server import own_database

Row = dict[str, Any]

SAMPLES: Final[Mapping[type, object]] = {
    bool: False,
    float: 0.5,
    object: {"number": 1},  # JSON
    bytes: b"bytes",
}
LATER: Final = datetime(2026, 11, 24, tzinfo=UTC)
REVISIONS: Final = [
    script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()
][::-1]
OLDER: Final = REVISIONS[:-1]


class RollingUpdateContract:
    """The fixture `url` leads to an empty database."""

    @pytest.fixture
    async def engine(self, url: str) -> AsyncIterator[AsyncEngine]:
        engine = create_engine(url, pool_size=2)
        yield engine
        await engine.dispose()

    @pytest.mark.parametrize("older", OLDER)
    async def test_an_older_version_reads_and_writes_on_the_newest_schema(
        self, engine: AsyncEngine, older: str
    ) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(bring_to, older)
            known = await connection.run_sync(reflected)
            before = await connection.run_sync(written, known)
        await migrate(engine)
        async with engine.begin() as connection:
            assert await connection.run_sync(read_back, known) == before
            await connection.run_sync(changed, known)
            after = await connection.run_sync(written, known)
            found = await connection.run_sync(read_back, known)
            assert {name: len(rows) for name, rows in found.items()} == dict.fromkeys(after, 2)
            await connection.run_sync(removed, known)


@pytest.mark.slow
class TestRollingUpdateOnSqlite(RollingUpdateContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/rolling.db"


@pytest.fixture(scope="module")
def database(postgres_server: str) -> Iterator[str]:
    with own_database(postgres_server) as url:
        yield url


class TestRollingUpdateOnPostgres(RollingUpdateContract):
    @pytest.fixture
    def url(self, database: str) -> str:
        """Empty it, which is quicker than to make another."""
        with psycopg.connect(database) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return database


def bring_to(connection: Connection, revision: str) -> None:
    command.upgrade(alembic_config(connection), revision)


def reflected(connection: Connection) -> MetaData:
    """Read the tables as the older version knew them."""
    known = MetaData()
    known.reflect(connection, only=_is_known)
    return known


def _is_known(name: str, _: object) -> bool:
    return name != "alembic_version" and not is_own_index(name)


def written(connection: Connection, known: MetaData) -> Mapping[str, list[Row]]:
    """Insert a row into each table, with a value in every column that the older version knew."""
    rows: dict[str, Row] = {}
    for table in known.sorted_tables:
        rows[table.name] = {column.name: _value(column, rows) for column in table.columns}
        connection.execute(insert(table).values(rows[table.name]))
    return read_back(connection, known)


def read_back(connection: Connection, known: MetaData) -> Mapping[str, list[Row]]:
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in known.sorted_tables
    }


def changed(connection: Connection, known: MetaData) -> None:
    """Update every column that is no key."""
    for table in known.sorted_tables:
        values = {column.name: _value(column, {}) for column in _changeable(table)}
        if values:
            assert connection.execute(update(table).values(values)).rowcount == 1


def removed(connection: Connection, known: MetaData) -> None:
    for table in reversed(known.sorted_tables):
        assert connection.execute(delete(table)).rowcount == 2


def _changeable(table: Table) -> list[Column[Any]]:
    return [c for c in table.columns if not c.primary_key and not c.foreign_keys]


def _value(column: Column[Any], rows: Mapping[str, Row]) -> object:
    """Make one that no other row has; a foreign key points to the row that was just written."""
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    return _of_type(column.type)


def _of_type(kind: TypeEngine[Any]) -> object:
    if isinstance(kind, DateTime):
        return LATER if kind.timezone else LATER.replace(tzinfo=None)
    if isinstance(kind, String):
        return uuid4().hex  # SQLite reads an id back as a text of 32 letters
    if isinstance(kind, Integer):
        return uuid4().int % 1_000_000
    python = kind.python_type
    return uuid4() if python is UUID else SAMPLES[python]
