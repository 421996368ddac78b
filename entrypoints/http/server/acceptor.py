"""Accepts connections up to the limits.

asyncio's own server accepts without limit until the process has no file descriptors left. Then it
retries a hundred times a second for each failed accept, and logs a traceback each time.
"""

import asyncio
import errno
import socket
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web
from typing_extensions import override

from entrypoints.http.identity.networks import network_of
from entrypoints.http.problems.details import PROBLEM_JSON, Problem
from entrypoints.http.server.connections import Connection, Runner
from entrypoints.http.server.open_connections import Refused

# The kernel's queue of connections before `accept`. If it is full, the kernel drops new ones, and
# their clients retry after 1, 3 and 7 s. So it must be longer than one attacker's burst, whose
# connections are refused here.
BACKLOG: Final = 4_096
_UNSENT_BYTES: Final = 64 * 2**10
_AT_ONCE: Final = 16  # accepted in a row before other tasks run
_RETRY_SECONDS: Final = 10
# The process or the machine has no file descriptor or memory left.
_EXHAUSTED: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Acceptor(web.BaseSite):
    """Accepts the connections of one listening socket."""

    def __init__(
        self, runner: Runner, listening: socket.socket, *, pause_seconds: float = 1.0
    ) -> None:
        super().__init__(runner)
        self._pause_seconds = pause_seconds
        self._open_connections = runner.open_connections
        self._serve = runner.connection
        self._socket = listening
        self._accepting: asyncio.Task[None] | None = None
        self._beginning: set[asyncio.Task[None]] = set()

    @property
    @override
    def name(self) -> str:
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    @override
    async def start(self) -> None:
        """Start to accept. Raises OSError if another process uses the address."""
        self._socket.settimeout(0)
        _limit_send_buffer(self._socket)
        self._socket.listen(BACKLOG)
        await super().start()
        self._accepting = asyncio.create_task(self._accept())

    @override
    async def stop(self) -> None:
        if self._accepting is not None:
            self._accepting.cancel()
            with suppress(asyncio.CancelledError):
                await self._accepting
        self._socket.close()
        await super().stop()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            for _ in range(_AT_ONCE):
                try:
                    accepted, peer = await loop.sock_accept(self._socket)
                except OSError as error:
                    await self._pause(error)
                else:
                    self._admit(accepted, network_of(str(peer[0])))
            await asyncio.sleep(0)

    async def _pause(self, error: OSError) -> None:
        """Wait a moment, so that connections can end; new ones wait in the backlog."""
        if error.errno in _EXHAUSTED:
            structlog.get_logger().error(
                "cannot_accept_connections", error=str(error), open=len(self._open_connections)
            )
        await asyncio.sleep(self._pause_seconds)

    def _admit(self, accepted: socket.socket, address: str) -> None:
        refused = self._open_connections.refusal(address)
        if refused is not None:
            structlog.get_logger().warning(
                "connection_refused",
                reason=refused,
                address=address,
                open=len(self._open_connections),
            )
            _refuse(accepted, refused)
            return
        connection = self._serve()
        self._open_connections.enter(connection, address)
        beginning = asyncio.create_task(self._begin(connection, accepted))
        self._beginning.add(beginning)
        beginning.add_done_callback(self._beginning.discard)

    async def _begin(self, connection: Connection, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(lambda: connection, accepted)
        except OSError:  # the client has left
            self._open_connections.leave(connection)
            accepted.close()


def _limit_send_buffer(listening: socket.socket) -> None:
    """Limit the kernel's send buffer; accepted connections inherit the limit.

    Otherwise it buffers up to 4 MB each: a thousand clients that request the page and read nothing
    would fill the kernel's memory for the network.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)


def _refuse(accepted: socket.socket, refused: Refused) -> None:
    """Send the reason and close the connection."""
    with accepted, suppress(OSError):
        accepted.settimeout(0)
        accepted.send(_ANSWERS[refused])


def _answer(detail: str) -> bytes:
    """Write the whole response that a refused connection gets."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "too_many_connections"
    problem = Problem(
        type=f"/problems/{code}",
        title=status.phrase,
        status=status,
        detail=detail,
        instance="",
        code=code,
    )
    body = problem.model_dump_json(exclude_none=True).encode()
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\n"
        f"Content-Type: {PROBLEM_JSON}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Retry-After: {_RETRY_SECONDS}\r\n"
        "Cache-Control: no-store\r\n"
        "Server: transcriber\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


_ANSWERS: Final[Mapping[Refused, bytes]] = {
    Refused.FULL: _answer("The service has no connection left. Try again in a few seconds."),
    Refused.ADDRESS_FULL: _answer(
        "Your address has as many connections to this service as allowed. "
        "Close some, or send several requests over one connection."
    ),
}
