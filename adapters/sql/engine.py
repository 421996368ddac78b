"""Open connections to the database."""

import select
import sqlite3
from contextlib import suppress
from functools import partial
from typing import Any, Final

import psycopg
from sqlalchemy import URL, Dialect, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from adapters.sql.sqlite_connection import SqliteConnection
from adapters.sql.sqlite_file import SqliteFile

DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}

# The longest wait for a lock (milliseconds), so that a statement fails and does not hang.
SQLITE_PRAGMAS: Final = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
)

LOG_ATTEMPTS: Final = 20

# sqlite3 begins a transaction before the first INSERT, UPDATE or DELETE, never before a SELECT.
# With IMMEDIATE it takes the write lock right then, waiting its turn: a transaction that has read
# before holds no old snapshot, so it cannot fail with "database is locked" when it comes to write.
SQLITE_CONNECT: Final[dict[str, Any]] = {
    "isolation_level": "IMMEDIATE",
    "async_creator_fn": SqliteConnection,
}

# Seconds for connecting, milliseconds for the rest; a vanished server is noticed within 20 s.
POSTGRESQL_CONNECT: Final[dict[str, Any]] = {
    "application_name": "transcriber",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
# Compiling a statement takes longer than any of ours.
POSTGRESQL_OPTIONS: Final = (
    "-c jit=off -c statement_timeout=30000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout={}"
)


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    pool_timeout_seconds: float = 10.0,
    silence_seconds: float = 60.0,
) -> AsyncEngine:
    """Prepare connections to `postgres://`, `postgresql://` or `sqlite:///path`; opens none yet.

    PostgreSQL undoes a transaction that has been idle for `silence_seconds`: until then a frozen
    process keeps its connections and locked rows. Raises ValueError for any other URL, without
    repeating it, as it may contain a password.
    """
    target = async_url(url)
    is_sqlite = target.get_backend_name() == "sqlite"
    engine = create_async_engine(
        target,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout_seconds,
        hide_parameters=True,
        connect_args=SQLITE_CONNECT if is_sqlite else _postgresql_connect(silence_seconds),
    )
    if is_sqlite:
        file = SqliteFile()
        event.listen(engine.sync_engine, "do_connect", file.prepare)
        event.listen(engine.sync_engine, "connect", set_pragmas)
        event.listen(engine.sync_engine, "connect", file.note)
        event.listen(engine.sync_engine, "checkout", file.check)
    else:
        event.listen(engine.sync_engine, "checkout", partial(_check, engine.dialect))
    return engine


def async_url(url: str) -> URL:
    """Choose the driver for the URL. Raises ValueError."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise ValueError(_ADVICE) from None
    driver = DRIVERS.get(given.drivername)
    if driver is None or (driver.startswith("sqlite") and given.database in {None, "", ":memory:"}):
        raise ValueError(_ADVICE)
    return given.set(drivername=driver)


_ADVICE: Final = (
    "The database URL must look like postgresql://user:password@host:5432/name, "
    "or like sqlite:///path/of/a/file for a database in a file."
)


def set_pragmas(connection: Any, _: ConnectionPoolEntry | None = None) -> None:
    """Set up a connection to SQLite. Raises sqlite3.OperationalError if its file is locked."""
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        _set(pragma, cursor)
    cursor.close()


def _set(pragma: str, cursor: Any) -> None:
    """Set a pragma, and wait if another connection switches a new file to WAL at that moment.

    SQLite does not wait in that case: it reports a locked database at once. It does wait for a
    write lock, which is free as soon as the other connection is done.
    """
    for _ in range(LOG_ATTEMPTS):
        with suppress(sqlite3.OperationalError):
            cursor.execute(pragma)
            return
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    cursor.execute(pragma)


def _postgresql_connect(silence_seconds: float) -> dict[str, Any]:
    silence_ms = max(1, round(1000 * silence_seconds))  # 0 would mean no limit
    return {**POSTGRESQL_CONNECT, "options": POSTGRESQL_OPTIONS.format(silence_ms)}


def _check(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """Let the pool replace a connection that died while it was idle.

    A server that shuts down, or closes a connection, sends a message on it. Only if there is
    incoming data is the server queried, which saves the others the round trip (that `pool_pre_ping`
    makes).
    """
    driver = record.driver_connection
    if not isinstance(driver, psycopg.AsyncConnection):
        return
    try:
        arrivals = select.poll()  # not select(2), which cannot handle file descriptors from 1024 on
        arrivals.register(driver.fileno(), select.POLLIN)
        if arrivals.poll(0):
            dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error
