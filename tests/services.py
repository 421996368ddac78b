"""How tests find real servers, and what happens where there is none.

For each service in this order: the URL in the environment, a local server on its standard port, a
container if an engine answers, a server started here from local programs. Where all of that
fails, the test is skipped with the reasons; with REQUIRE_SERVICES=1 it fails instead.
"""

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import NoReturn

import docker  # type: ignore[import-untyped]  # it ships none
import pytest
from docker.errors import DockerException  # type: ignore[import-untyped]  # it ships none

Source = Callable[[ExitStack], str]


class NotHereError(Exception):
    """A way to a server that leads nowhere on this machine; the message says why."""


def find_server(name: str, variable: str, sources: Sequence[Source], stack: ExitStack) -> str:
    """Return the URL of a server that answers; what was started for it ends with the stack."""
    reasons = [f"{variable} is not set"]
    for source in sources:
        try:
            return source(stack)
        except NotHereError as why:
            reasons.append(str(why))
    return do_without(f"No {name}: {'; '.join(reasons)}.")


def do_without(why: str) -> NoReturn:
    """Skip the test, or fail it where servers are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(why)
    pytest.skip(why)


def ensure_container_engine() -> None:
    """Raise NotHereError at once where none answers: testcontainers would try for long."""
    try:
        client = docker.from_env(timeout=5)
        try:
            client.ping()
        finally:
            client.close()
    except DockerException as error:
        raise NotHereError("no container engine answers") from error


def free_port() -> int:
    """Find a port on the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
