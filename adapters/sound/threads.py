"""Work in threads of its own, with its outcome where it is awaited."""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Final, TypeVar

T = TypeVar("T")

# Of 19 steps; with 10 a thread gets a tenth of what others get, where there is not enough for all.
STEPS_BACK: Final = 10


def step_back(steps: int = STEPS_BACK) -> None:
    """Let everybody else go first from now on: the thread that calls, and those it will start.

    Transcribing takes all cores there are, and the event loop has to be heard all the same. On
    Linux nice(2) is about one thread; elsewhere it would be about the whole process.
    """
    if sys.platform == "linux":
        os.nice(steps)


def in_thread(work: Callable[[], T], name: str) -> "Future[T]":
    """Run `work` in a new daemon thread.

    Not in a pool: a recording's decoder runs as long as the recording is transcribed, and would
    keep a pool's thread from everybody else; and a process that ends does not wait for daemons.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 (it is raised where the outcome is asked for)
            outcome.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    return outcome


async def outcome_of(future: "Future[T]") -> T:
    """Wait for a thread's outcome. Cancelling the wait does nothing to the thread."""
    await ended(future)
    return future.result()


async def ended(future: "Future[T]") -> None:
    """Wait for a thread to end, well or badly."""
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    future.add_done_callback(lambda _: call_in(loop, arrived.set))
    await arrived.wait()


def call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Call something in a loop, from any thread; a loop that is closed needs no call."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
