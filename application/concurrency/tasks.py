"""Run asyncio tasks beside each other, and end them without losing one."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

Result = TypeVar("Result")
One = TypeVar("One")
Other = TypeVar("Other")

# A task has so long to clean up before it is cancelled again.
PATIENCE_SECONDS: Final = 5.0


async def first_of(*rivals: Coroutine[Any, Any, None]) -> None:
    """Run all; when the first one ends or fails, stop the others and end or fail as it did."""
    tasks = [asyncio.create_task(rival) for rival in rivals]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await stopped(*tasks)
    for task in done:
        task.result()


async def both(
    first: Coroutine[Any, Any, One], second: Coroutine[Any, Any, Other]
) -> tuple[One, Other]:
    """Run both to their ends; when one fails, stop the other and fail as it did."""
    tasks = asyncio.create_task(first), asyncio.create_task(second)
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await stopped(*tasks)
    for task in done:
        task.result()
    return tasks[0].result(), tasks[1].result()


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run `work` in the background while the body runs, and stop it when the body ends."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await stopped(task)


async def stopped(*tasks: asyncio.Task[Any], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Cancel tasks until all have ended, and ignore what they raise.

    One cancel can be lost. `wait_for` of Python 3.11 drops a cancel that comes together with the
    result it waited for; and where a task cannot clean up because the database went away just
    then, that error replaces the cancel, and a loop that outlasts outages goes on for ever.
    A caller that is cancelled here cancels the tasks again at once, and still waits for all.
    """
    cancelled: asyncio.CancelledError | None = None
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=patience_seconds)
        except asyncio.CancelledError as error:
            cancelled = error
    for task in tasks:
        if not task.cancelled():
            task.exception()  # retrieved, so that asyncio does not log it later
    if cancelled:
        raise cancelled


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end, even if the caller is cancelled meanwhile.

    So the caller always learns what was committed. The cancel is not lost: it is raised at the
    caller's next wait. A second cancel does interrupt the work: somebody is in a hurry.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        caller = asyncio.current_task()
        if caller is None or not caller.cancelling():
            raise  # the work was cancelled, not the caller
        await asyncio.wait([task])
        caller.uncancel()
        caller.cancel()
        return task.result()
