"""A Redis server for tests, and keys of their own on it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from tests.services import NotHereError, ensure_container_engine, find_server, free_port

LOCAL = "redis://127.0.0.1:6379/0"
START_SECONDS = 10.0


def find_redis(stack: ExitStack) -> str:
    """Return the URL of a server that lets us in."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        return _given(given)
    return find_server("Redis", "TEST_REDIS_URL", (_local, _in_container, started_here), stack)


@contextmanager
def own_keys(url: str) -> Iterator[str]:
    """Give a prefix that nobody else has, and remove its keys in the end."""
    prefix = f"transcriber-test-{uuid4().hex[:12]}:"
    yield prefix
    with _client(url) as client:
        keys = list(client.scan_iter(match=f"{prefix}*"))
        if keys:
            client.delete(*keys)


def started_here(stack: ExitStack) -> str:
    """Start a server of our own from the program on this machine."""
    program = shutil.which("redis-server")
    if program is None:
        raise NotHereError("redis-server is not installed")
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="transcriber-redis-"))
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    stack.callback(_end, process)
    return _awaited(f"redis://127.0.0.1:{port}/0")


def _given(url: str) -> str:
    """Take the URL from the environment at its word: that it does not work is no reason to skip."""
    try:
        return _usable(url)
    except NotHereError as why:
        pytest.fail(f"TEST_REDIS_URL: {why}")


def _local(_: ExitStack) -> str:
    return _usable(LOCAL)


def _in_container(stack: ExitStack) -> str:
    ensure_container_engine()
    from testcontainers.community.redis import RedisContainer  # noqa: PLC0415 (slow import)

    container = stack.enter_context(RedisContainer("redis:7-alpine"))
    address = container.get_container_host_ip()
    return _usable(f"redis://{address}:{container.get_exposed_port(6379)}/0")


def _usable(url: str) -> str:
    try:
        with _client(url) as client:
            client.ping()
    except RedisError as error:
        raise NotHereError(f"no Redis lets us in at {urlsplit(url).hostname}") from error
    return url


def _awaited(url: str) -> str:
    """Ask until it answers; there is nothing else to wait for in a program that has just begun."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _usable(url)
        except NotHereError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _client(url: str) -> Redis:
    retry = Retry(NoBackoff(), 0)
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, retry=retry)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)
