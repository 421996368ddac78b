"""Make the client for Redis."""

from typing import Final

# The package `aioredis` cannot be imported on Python 3.11 (it makes a class with a duplicate base,
# TimeoutError). It was merged into redis-py, where it lives on under this name.
from redis import asyncio as aioredis
from redis.asyncio.connection import parse_url
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

CONNECTIONS: Final = 32


def check_redis_url(url: str) -> None:
    """Return if the URL is one of Redis. Raises ValueError."""
    try:
        parse_url(url)
    except ValueError as error:
        raise ValueError(
            "Write redis://host:6379/0, redis://:password@host:6379/0, rediss://... with TLS, or "
            "unix:///path/of/a/socket."
        ) from error


def create_client(url: str, *, timeout_seconds: float = 1.0) -> aioredis.Redis:
    """Make a client that connects when it is first used; close it with `aclose`.

    Each step (a free connection, connecting, an answer) takes `timeout_seconds` at most, and
    nothing is retried: redis-py itself would go on for seconds, and nothing here is worth that
    wait.
    """
    pool = aioredis.BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
        socket_timeout=timeout_seconds,
        retry=Retry(NoBackoff(), 0),
        # With these on, redis-py 8 does not notice pooled connections that the server has closed,
        # and each of them fails one call after a restart of Redis.
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )
    return aioredis.Redis.from_pool(pool)
