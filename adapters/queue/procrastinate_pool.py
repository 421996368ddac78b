"""The connections of the distributed queue."""

from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

# Seconds, but for the last two (milliseconds); a server that vanished is noticed in 20 s.
CONNECT: Final[dict[str, Any]] = {
    "application_name": "transcriber-queue",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
    "options": "-c statement_timeout=30000 -c lock_timeout=10000",
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
        check=AsyncConnectionPool.check_connection,
        configure=_commit_by_itself,
    )


async def _commit_by_itself(connection: "psycopg.AsyncConnection[TupleRow]") -> None:
    """Open no transaction around a single statement, which would cost two more round trips."""
    await connection.set_autocommit(True)  # psycopg's own name for it
