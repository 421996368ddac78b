"""Work that goes on beside something else, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

# Cleaning up may take so long before it is asked for again.
PATIENCE_SECONDS: Final = 5.0


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Have it done in the background until the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await stopped(task)


async def stopped(*tasks: asyncio.Task[Any], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Cancel tasks until all have ended; what they raise stays with them.

    One cancel can be lost. `wait_for` of Python 3.11 passes over one that comes together with what
    it waited for; and where a task cannot clean up, for the database went away just then, that
    error takes the cancel's place, and a loop that outlasts outages goes on for ever.
    Whoever is cancelled here hurries them, and leaves none behind either.
    """
    hurried: asyncio.CancelledError | None = None
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=patience_seconds)
        except asyncio.CancelledError as error:
            hurried = error
    for task in tasks:
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain of it later
    if hurried:
        raise hurried
