"""The migrations make what the tables say, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.engine import create_engine
from adapters.sql.schema import ADVISORY_LOCK, migrate
from adapters.sql.schema_scripts import alembic_config, is_own_index
from adapters.sql.schema_state import SchemaError, ensure_migrated
from adapters.sql.tables import Table
from tests.postgres_server import own_database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url, pool_size=2)
    try:
        yield engine
    finally:
        await engine.dispose()


class MigrationContract:
    """The fixture `url` leads to an empty database."""

    @pytest.fixture
    async def engine(self, url: str) -> AsyncIterator[AsyncEngine]:
        async with opened(url) as engine:
            yield engine

    async def test_the_migrations_make_what_the_tables_say(self, engine: AsyncEngine) -> None:
        await migrate(engine)
        assert await missing(engine) == []

    async def test_processes_that_start_at_once_migrate_once(
        self, url: str, engine: AsyncEngine
    ) -> None:
        async with opened(url) as second, opened(url) as third:
            await asyncio.gather(migrate(engine), migrate(second), migrate(third))
        assert await missing(engine) == []

    async def test_migrating_again_changes_nothing(self, engine: AsyncEngine) -> None:
        for _ in range(2):
            await migrate(engine)
        assert await missing(engine) == []

    async def test_the_migrations_go_down_and_up_again(self, engine: AsyncEngine) -> None:
        await migrate(engine)
        async with engine.begin() as connection:
            await connection.run_sync(to_nothing)
        assert len(await missing(engine)) >= len(Table.metadata.tables)
        await migrate(engine)
        assert await missing(engine) == []

    async def test_an_older_version_leaves_a_newer_schema_unchanged(
        self, engine: AsyncEngine
    ) -> None:
        await migrate(engine)
        await stamped(engine, "9999")
        await migrate(engine)
        await ensure_migrated(engine)
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            assert found.scalar_one() == "9999"

    async def test_the_database_of_another_program_is_left_alone(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
            )
            await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('ab12cd34')")
        for look in (migrate, ensure_migrated):
            with pytest.raises(SchemaError, match="another program"):
                await look(engine)

    @pytest.mark.parametrize("revision", [None, "0001"], ids=["none", "an older one"])
    async def test_an_older_schema_is_refused_with_the_advice_to_migrate(
        self, engine: AsyncEngine, revision: str | None
    ) -> None:
        if revision:
            await migrate(engine)
            await stamped(engine, revision)
        with pytest.raises(SchemaError, match=r"transcriber migrate"):
            await ensure_migrated(engine)


async def stamped(engine: AsyncEngine, revision: str) -> None:
    """Have the database say that it is at this revision."""
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


class TestMigrationsOnSqlite(MigrationContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/100% new.db"

    async def test_foreign_keys_are_obeyed_again_afterwards(self, engine: AsyncEngine) -> None:
        await migrate(engine)
        async with engine.connect() as connection:
            assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1


@pytest.fixture(scope="module")
def database(postgres_server: str) -> Iterator[str]:
    with own_database(postgres_server) as url:
        yield url


class TestMigrationsOnPostgres(MigrationContract):
    @pytest.fixture
    def url(self, database: str) -> str:
        """Empty it, which is quicker than to make another."""
        with psycopg.connect(database) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return database

    async def test_a_process_waits_for_another_one_that_migrates(self, engine: AsyncEngine) -> None:
        async with engine.connect() as another:
            await another.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            migrating = asyncio.create_task(migrate(engine))
            while not await somebody_waits(another):
                assert not migrating.done()
            assert len(await another.run_sync(differences)) >= len(Table.metadata.tables)
            await another.rollback()
            await migrating
        assert await missing(engine) == []


async def somebody_waits(connection: AsyncConnection) -> bool:
    question = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return bool((await connection.exec_driver_sql(question)).scalar())


async def missing(engine: AsyncEngine) -> list[object]:
    """List what the tables say and the database lacks."""
    async with engine.connect() as connection:
        return await connection.run_sync(differences)


def differences(connection: Connection) -> list[object]:
    comparing = {"include_name": lambda name, kind, _: kind != "table" or not is_own_index(name)}
    return list(
        compare_metadata(MigrationContext.configure(connection, opts=comparing), Table.metadata)
    )


def to_nothing(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), "base")
