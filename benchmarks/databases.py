"""Databases of their own for benchmarks: a file of SQLite, or one on a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.delivery import DeliveryAfterCommit
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.system.clock import SystemClock
from tests.memory.queue import MemoryJobQueue
from tests.postgres_server import find_postgres, own_database

KINDS: Final = ("sqlite", "postgresql")


@contextmanager
def own_url(kind: str) -> Iterator[str]:
    """Yield the address of an empty database, which vanishes at the end."""
    if kind == "sqlite":
        with TemporaryDirectory(prefix="benchmark-") as folder:
            yield f"sqlite:///{Path(folder) / 'transcriber.db'}"
    else:
        with ExitStack() as stack, own_database(find_postgres(stack)) as url:
            yield url


def unit_of_work(engine: AsyncEngine) -> SqlUnitOfWork:
    """Open a unit of work whose messages nobody reads."""
    return SqlUnitOfWork(engine, DeliveryAfterCommit(MemoryJobQueue(capacity=1)), SystemClock())


async def settle(engine: AsyncEngine) -> None:
    """Let PostgreSQL look through what was written, which it does by itself after a while."""
    if engine.dialect.name != "postgresql":
        return
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("VACUUM ANALYZE"))
