"""Work that goes on beside the service until that ends."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from application.stopping import stopped


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Have it done in the background until the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await stopped(task)
