"""A PostgreSQL server for tests, and databases of their own on it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.own_postgres import OwnPostgres
from tests.services import NotHereError, ensure_container_engine, find_server

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def find_postgres(stack: ExitStack) -> str:
    """Return the URL of a server on which databases may be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return _given(given.replace("postgresql+psycopg://", "postgresql://"))
    return find_server(
        "PostgreSQL", "TEST_DATABASE_URL", (_local, _in_container, started_here), stack
    )


@contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """Make a database that nobody else has, and drop it in the end."""
    name = f"transcriber_test_{uuid4().hex[:12]}"
    database = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        fast = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(database)
        connection.execute(fast)
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def started_here(stack: ExitStack) -> str:
    """Start a server of our own from the programs on this machine; it needs about two seconds."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="transcriber-postgres-"))
    server = OwnPostgres(Path(folder))
    server.start()
    stack.callback(server.stop)
    return server.url


def _given(url: str) -> str:
    """Take the URL from the environment at its word: that it does not work is no reason to skip."""
    try:
        return _usable(url)
    except NotHereError as why:
        pytest.fail(f"TEST_DATABASE_URL: {why}")


def _local(_: ExitStack) -> str:
    return _usable(LOCAL)


def _in_container(stack: ExitStack) -> str:
    ensure_container_engine()
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 (slow import)

    container = stack.enter_context(PostgresContainer("postgres:16-alpine", driver=None))
    return _usable(container.get_connection_url())


def _usable(url: str) -> str:
    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            answer = connection.execute(question).fetchone()
    except psycopg.Error as error:
        raise NotHereError(f"no PostgreSQL lets us in at {urlsplit(url).hostname}") from error
    if answer != (True,):
        raise NotHereError("the PostgreSQL user may not make databases")
    return url
