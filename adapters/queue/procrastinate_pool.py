"""The pool of connections of the distributed queue."""

import select
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

# In seconds, except tcp_user_timeout and `options` (milliseconds); a server that vanished is
# noticed within 20 s. A commit does not wait for the disk here: if a crash of the
# server loses a message or delivers it twice, the job's row makes up for it: its commits do wait.
# The statement that chooses a message takes longer to plan than to run, so plans are kept.
CONNECT: Final[dict[str, Any]] = {
    "application_name": "transcriber-queue",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
    "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c synchronous_commit=off"
    " -c plan_cache_mode=force_generic_plan",
}


def create_pool(url: str) -> Pool:
    """Prepare connections to `postgresql://`; none is opened yet.

    psycopg_pool doubles its pause after each failed attempt, so after an outage of minutes it would
    sleep for minutes more. A short limit makes the next query connect at once.
    """
    return AsyncConnectionPool(
        url.replace("+psycopg", "", 1).replace("postgres://", "postgresql://", 1),
        kwargs=CONNECT,
        min_size=1,
        max_size=4,
        open=False,
        timeout=10,
        reconnect_timeout=2,
        check=_check,
        configure=_commit_by_itself,
    )


async def _commit_by_itself(connection: "psycopg.AsyncConnection[TupleRow]") -> None:
    """Autocommit, since a transaction around one statement costs two more round trips."""
    await connection.set_autocommit(True)  # the attribute's name in psycopg


async def _check(connection: "psycopg.AsyncConnection[TupleRow]") -> None:
    """Raise psycopg.OperationalError for a connection that died while it was idle.

    A server that shuts down, or closes a connection, sends a message on it. Only if there is
    incoming data is the server queried, which saves all other connections the round trip.
    """
    arrivals = select.poll()  # not select(2), which cannot handle file descriptors from 1024 on
    arrivals.register(connection.fileno(), select.POLLIN)
    if arrivals.poll(0):
        await AsyncConnectionPool.check_connection(connection)
