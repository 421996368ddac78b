"""An application on real sockets, as `serve` opens it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from entrypoints.http.server.acceptor import Acceptor
from entrypoints.http.server.connections import Runner
from entrypoints.http.server.open_connections import ConnectionLimits

Address = tuple[str, int]


@asynccontextmanager
async def answering(
    app: web.Application, limits: ConnectionLimits | None = None
) -> AsyncIterator[Address]:
    """Answer on a port of the loopback address meanwhile."""
    runner = Runner(app, limits=limits)
    await runner.setup()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        await Acceptor(runner, listening).start()
        try:
            yield listening.getsockname()
        finally:
            await runner.cleanup()
