"""Migrate the database to this version's schema, and check whether it answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.errors import translated_errors
from adapters.sql.schema_scripts import alembic_config
from adapters.sql.schema_state import SchemaRelation, ensure_ours, read_schema_state
from domain.errors.capacity import DatabaseUnavailableError

CHECK_SECONDS: Final = 2.0

# How long a process waits for another one that migrates.
PATIENCE_SECONDS: Final = 60

# Any number, but the same one in every version of this service.
ADVISORY_LOCK: Final = 7_215_338_902_116_447


async def migrate(
    engine: AsyncEngine, *others: Callable[[AsyncConnection], Awaitable[None]]
) -> None:
    """Migrate the database to the newest schema; one process does it while the others wait.

    All or nothing, in one transaction, including `others` (which have tables of their own). A
    schema from a newer version stays as it is. Raises DatabaseUnavailableError, SchemaError.
    """
    with translated_errors():
        async with engine.connect() as connection, _alone(connection):
            await connection.run_sync(_upgrade)
            for other in others:
                await other(connection)
            await connection.commit()


async def check(engine: AsyncEngine, *, timeout_seconds: float = CHECK_SECONDS) -> None:
    """Return if the database answers in time. Raises DatabaseUnavailableError otherwise."""
    try:
        async with asyncio.timeout(timeout_seconds):
            with translated_errors():
                async with engine.connect() as connection:
                    await connection.exec_driver_sql("SELECT 1")
    except TimeoutError as error:
        raise DatabaseUnavailableError from error


def _upgrade(connection: Connection) -> None:
    found = read_schema_state(connection)
    ensure_ours(found)
    if found.relation is SchemaRelation.NEWER:  # after a downgrade: this version can use it
        return
    command.upgrade(alembic_config(connection), "head")


@asynccontextmanager
async def _alone(connection: AsyncConnection) -> AsyncIterator[None]:
    if connection.dialect.name == "sqlite":
        # SQLite changes a table by copying and dropping it, and dropping deletes what refers to
        # it as long as foreign keys are on. They can only be switched outside a transaction.
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        patience = (await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            await connection.rollback()
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    else:
        await connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        yield
