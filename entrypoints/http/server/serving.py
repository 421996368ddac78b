"""Runs the server until a signal stops it, then shuts down in order."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from entrypoints.http.server.connections import Runner
from entrypoints.http.server.listen_address import BoundAddress
from entrypoints.http.server.open_connections import ConnectionLimits

# Set as soon as the process is told to stop: it is not ready from then on.
LEAVING: Final = web.AppKey("leaving", asyncio.Event)


async def serve(
    app: web.Application,
    bound: BoundAddress,
    *,
    limits: ConnectionLimits,
    farewell: Callable[[], Awaitable[None]],
    drain_seconds: float,
) -> None:
    """Answer at a bound address until SIGTERM or SIGINT. Raises CannotListenError.

    After the signal, readiness is withdrawn first. Then `farewell` is awaited while requests are
    still answered. Then no connection is accepted any more, and open ones get `drain_seconds` to
    end.
    """
    leaving = app[LEAVING]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leaving.set)
    # Handlers are cancelled when their client leaves.
    runner = Runner(app, limits=limits, shutdown_timeout=drain_seconds, handler_cancellation=True)
    try:
        if await _unless(leaving, runner.setup()):
            await bound.answer(runner)
            await leaving.wait()
            await farewell()
    finally:
        await runner.cleanup()


async def _unless(leaving: asyncio.Event, setup: Awaitable[None]) -> bool:
    """Run `setup`; return False if the signal to stop came first."""
    beginning = asyncio.ensure_future(setup)
    told = asyncio.ensure_future(leaving.wait())
    await asyncio.wait({beginning, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if beginning.done():
        beginning.result()
        return True
    beginning.cancel()
    await asyncio.wait({beginning})
    return False
