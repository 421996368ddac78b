"""Run work in threads, and await its outcome."""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Final, TypeVar

T = TypeVar("T")

# Steps of nice(2), of at most 19. With 10, a thread gets a tenth of a normal share of busy cores.
NICE_STEPS: Final = 10


def lower_priority(steps: int = NICE_STEPS) -> None:
    """Lower the priority of the calling thread and of the threads that it will start.

    Transcribing takes all cores, and the event loop still has to run. On Linux nice(2) changes one
    thread; elsewhere it would change the whole process, so nothing is done.
    """
    if sys.platform == "linux":
        os.nice(steps)


def in_thread(work: Callable[[], T], name: str) -> "Future[T]":
    """Run `work` in a new daemon thread.

    A pool is not used: a recording's decoder runs as long as the recording is transcribed, and
    would occupy a thread of the pool. Also, a process that ends does not wait for daemon threads.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 (it is raised when the outcome is read)
            outcome.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    return outcome


async def outcome_of(future: "Future[T]") -> T:
    """Wait for a thread's outcome. Cancelling the wait does not stop the thread."""
    await ended(future)
    return future.result()


async def ended(future: "Future[T]") -> None:
    """Wait for a thread to end, successfully or not."""
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    future.add_done_callback(lambda _: call_in(loop, arrived.set))
    await arrived.wait()


def call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Call something in a loop, from any thread; do nothing if the loop is closed."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
