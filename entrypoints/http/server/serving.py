"""From the first signal to the last answer."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from entrypoints.http.server.connections import Runner
from entrypoints.http.server.crowd import ConnectionLimits
from entrypoints.http.server.listening import Place

# Set as soon as the process is told to stop: then it is not ready any more.
LEAVING: Final = web.AppKey("leaving", asyncio.Event)


async def serve(
    app: web.Application,
    place: Place,
    *,
    limits: ConnectionLimits,
    farewell: Callable[[], Awaitable[None]],
    drain_seconds: float,
) -> None:
    """Answer at a place until SIGTERM or SIGINT. Raises CannotListenError.

    On the signal readiness goes first; `farewell` is awaited while everything is still answered;
    then nobody is let in any more, and open connections get `drain_seconds` to end.
    """
    leaving = app[LEAVING]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leaving.set)
    # A client who left is not worked for any longer.
    runner = Runner(app, limits=limits, shutdown_timeout=drain_seconds, handler_cancellation=True)
    try:
        if await _unless(leaving, runner.setup()):
            await place.answer(runner)
            await leaving.wait()
            await farewell()
    finally:
        await runner.cleanup()


async def _unless(leaving: asyncio.Event, setup: Awaitable[None]) -> bool:
    """Begin; say whether that came to its end before the signal did."""
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
