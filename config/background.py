"""Work that goes on beside the service until that ends."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

# As long as cleaning up may take before it is asked again.
PATIENCE_SECONDS: Final = 5.0


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Have it done in the background until the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await stopped(task)


async def stopped(task: asyncio.Task[None], *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Cancel it until it has ended; what it raises stays with it.

    One cancel can be lost: `wait_for` of Python 3.11, with which SQLAlchemy's pool waits, passes
    over one that comes together with what it waited for, and an error while the task cleans up
    takes its place. Whoever then goes on in a loop would keep the process for ever.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=patience_seconds)
