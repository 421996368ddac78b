"""Being told to stop."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

import typer

T = TypeVar("T")

STOPPED_BY_SIGNAL: Final = 128  # and the signal's number on top, as shells have it


def run_to_the_end(work: Coroutine[Any, Any, T], *, farewell: str) -> T:
    """Run it; Ctrl-C and SIGTERM let it clean up behind itself, and end the program."""
    stopped_by: list[int] = []
    try:
        return asyncio.run(_stoppable(work, stopped_by))
    except (asyncio.CancelledError, KeyboardInterrupt):
        number = stopped_by[0] if stopped_by else signal.SIGINT
        typer.echo(farewell, err=True)
        raise typer.Exit(STOPPED_BY_SIGNAL + number) from None


@contextmanager
def leaving_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the program meanwhile, as Ctrl-C does, so that it cleans up."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(STOPPED_BY_SIGNAL + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


async def _stoppable(work: Coroutine[Any, Any, T], stopped_by: list[int]) -> T:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def stop(number: int) -> None:
        stopped_by.append(number)
        task.cancel()

    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
    return await task
