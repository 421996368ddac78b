"""Connections are accepted here, as many as there is room for.

asyncio's own server accepts without limit until the process has no files left, and then tries again
a hundred times a second for each try before, with a traceback in the log each time.
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
from entrypoints.http.server.crowd import Refused

# Connections that the system accepts before we do. Beyond them it drops those of others, who try
# again after a second, three, seven: so more than a burst of one attacker, whom we turn away.
BACKLOG: Final = 4_096
_UNSENT_BYTES: Final = 64 * 2**10
_AT_ONCE: Final = 16  # accepted before the connections that there are go on
_RETRY_SECONDS: Final = 10
# The process or the machine has no room for another file.
_EXHAUSTED: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Entrance(web.BaseSite):
    """Accepts the connections of one listening socket."""

    def __init__(
        self, runner: Runner, listening: socket.socket, *, rest_seconds: float = 1.0
    ) -> None:
        super().__init__(runner)
        self._rest_seconds = rest_seconds
        self._crowd = runner.crowd
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
        """Begin to accept. Raises OSError where another holds the address."""
        self._socket.settimeout(0)
        _keep_little(self._socket)
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
                    await self._rest(error)
                else:
                    self._welcome(accepted, network_of(str(peer[0])))
            await asyncio.sleep(0)

    async def _rest(self, error: OSError) -> None:
        """Let some time pass, in which connections end; what came meanwhile waits."""
        if error.errno in _EXHAUSTED:
            structlog.get_logger().error(
                "cannot_accept_connections", error=str(error), open=len(self._crowd)
            )
        await asyncio.sleep(self._rest_seconds)

    def _welcome(self, accepted: socket.socket, address: str) -> None:
        refused = self._crowd.refusal(address)
        if refused is not None:
            structlog.get_logger().warning(
                "connection_refused", reason=refused, address=address, open=len(self._crowd)
            )
            _turn_away(accepted, refused)
            return
        guest = self._serve()
        self._crowd.enter(guest, address)
        beginning = asyncio.create_task(self._begin(guest, accepted))
        self._beginning.add(beginning)
        beginning.add_done_callback(self._beginning.discard)

    async def _begin(self, guest: Connection, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(lambda: guest, accepted)
        except OSError:  # the client left meanwhile
            self._crowd.leave(guest)
            accepted.close()


def _keep_little(listening: socket.socket) -> None:
    """Let the system keep little of what nobody takes; all connections inherit that.

    Else it keeps up to 4 MB each: strangers who ask a thousand times for our page and read nothing
    would take all memory that it has for the network.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)


def _turn_away(accepted: socket.socket, refused: Refused) -> None:
    """Close the connection, and say why to a client who listens."""
    with accepted, suppress(OSError):
        accepted.settimeout(0)
        accepted.send(_ANSWERS[refused])


def _answer(detail: str) -> bytes:
    """Write an answer to whatever would have been asked."""
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
    Refused.FULL: _answer(
        "The service has as many connections as it can. Try again in a few seconds."
    ),
    Refused.ADDRESS_FULL: _answer(
        "Your address has as many connections to this service as one address may have. "
        "Close some, or send several requests over one."
    ),
}
