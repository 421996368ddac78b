"""The migrations make what the tables say, on both databases."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from adapters.sql.engine import create_engine
from adapters.sql.schema import alembic_config, migrate
from adapters.sql.tables import Table
from tests.postgres_server import own_database


class MigrationContract:
    """The fixture `url` leads to an empty database."""

    async def test_processes_that_start_at_once_migrate_once(self, url: str) -> None:
        engines = [create_engine(url) for _ in range(4)]
        await asyncio.gather(*map(migrate, engines))
        async with engines[0].connect() as connection:
            assert await connection.run_sync(differences) == []
        for engine in engines:
            await engine.dispose()

    async def test_migrating_again_changes_nothing(self, url: str) -> None:
        engine = create_engine(url)
        for _ in range(2):
            await migrate(engine)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()

    async def test_the_migrations_go_down_and_up_again(self, url: str) -> None:
        engine = create_engine(url)
        await migrate(engine)
        async with engine.connect() as connection:
            await connection.run_sync(to_nothing)
            missing = await connection.run_sync(differences)
            assert len(missing) >= len(Table.metadata.tables)
            await connection.commit()
        await migrate(engine)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()


class TestMigrationsOnSqlite(MigrationContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/100% new.db"

    async def test_foreign_keys_are_obeyed_again_afterwards(self, url: str) -> None:
        engine = create_engine(url, pool_size=1)
        await migrate(engine)
        async with engine.connect() as connection:
            assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
        await engine.dispose()


class TestMigrationsOnPostgres(MigrationContract):
    @pytest.fixture
    def url(self, postgres_server: str) -> Iterator[str]:
        with own_database(postgres_server) as url:
            yield url


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


def to_nothing(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), "base")
