"""Run work in an event loop that Ctrl-C and SIGTERM may stop early."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import typer

from entrypoints.cli.signal_watch import STOPPED_BY_SIGNAL, telling

T = TypeVar("T")


def run_to_the_end(work: Coroutine[Any, Any, T], *, farewell: str) -> T:
    """Run it; Ctrl-C and SIGTERM let it clean up behind itself, and end the program."""
    stopped_by: list[int] = []
    try:
        return asyncio.run(_stoppable(work, stopped_by))
    except (asyncio.CancelledError, KeyboardInterrupt):
        number = stopped_by[0] if stopped_by else signal.SIGINT
        typer.echo(farewell, err=True)
        raise typer.Exit(STOPPED_BY_SIGNAL + number) from None


async def _stoppable(work: Coroutine[Any, Any, T], stopped_by: list[int]) -> T:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def tell(number: int) -> None:
        stopped_by.append(number)
        with suppress(RuntimeError):  # the loop has ended, and so has the work
            loop.call_soon_threadsafe(task.cancel)

    with telling(tell):
        return await task
