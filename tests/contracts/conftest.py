"""Units of work over every database: an empty one for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.delivery import DeliveryAfterCommit
from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.tables import Table
from adapters.sql.unit_of_work import SqlUnitOfWork
from application.ports.unit_of_work import UnitOfWorkFactory
from tests.memory.clock import MemoryClock
from tests.memory.database import MemoryDatabase
from tests.memory.queue import MemoryJobQueue
from tests.memory.unit_of_work import MemoryUnitOfWork
from tests.postgres_server import own_database


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def queue() -> MemoryJobQueue:
    return MemoryJobQueue(capacity=3)


@pytest.fixture
def memory_units(queue: MemoryJobQueue) -> UnitOfWorkFactory:
    database = MemoryDatabase()
    return lambda: MemoryUnitOfWork(database, queue)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy, which is quicker than to migrate for each test."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(_migrated(f"sqlite:///{file}"))
    return file


@pytest.fixture
async def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    file = shutil.copy(sqlite_template, tmp_path / "transcriber.db")
    engine = create_engine(f"sqlite:///{file}")
    yield engine
    await engine.dispose()


@pytest.fixture
def sqlite_units(
    sqlite_engine: AsyncEngine, queue: MemoryJobQueue, clock: MemoryClock
) -> UnitOfWorkFactory:
    return lambda: SqlUnitOfWork(sqlite_engine, DeliveryAfterCommit(queue), clock)


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database for the contracts alone, since they empty it before each test."""
    with own_database(postgres_server) as url:
        asyncio.run(_migrated(url))
        yield url


@pytest.fixture
async def postgres_engine(migrated_postgres_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(migrated_postgres_url)
    async with engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            await connection.execute(delete(table))
    yield engine
    await engine.dispose()


@pytest.fixture
def postgres_units(
    postgres_engine: AsyncEngine, queue: MemoryJobQueue, clock: MemoryClock
) -> UnitOfWorkFactory:
    return lambda: SqlUnitOfWork(postgres_engine, DeliveryAfterCommit(queue), clock)


async def _migrated(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()
