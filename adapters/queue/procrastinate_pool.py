"""The connections of the distributed queue."""

import select
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

# Seconds, but for tcp_user_timeout and `options` (milliseconds); a server that vanished is
# noticed in 20 s. A commit does not wait for the disk here: a message that a crash of the server
# loses, or has it hand out again, is made good by the job's row, whose own commits do wait.
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
    """Prepare connections to `postgresql://`; opens none yet.

    psycopg_pool doubles its pause from attempt to attempt, so after an outage of minutes it would
    sleep on for minutes; giving up early makes the next question try at once.
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
    """Open no transaction around a single statement, which would cost two more round trips."""
    await connection.set_autocommit(True)  # psycopg's own name for it


async def _check(connection: "psycopg.AsyncConnection[TupleRow]") -> None:
    """Raise psycopg.OperationalError for a connection that died while it was idle.

    A server that ends, or ends a connection, says so on it. Only where something has come in is
    the server asked, so that others are spared the round trip.
    """
    arrivals = select.poll()  # no select(2), which takes no file number from 1024 on
    arrivals.register(connection.fileno(), select.POLLIN)
    if arrivals.poll(0):
        await AsyncConnectionPool.check_connection(connection)
