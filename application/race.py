"""Two things at once, of which the first to end decides."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from application.stopping import stopped


async def first_of(*rivals: Coroutine[Any, Any, None]) -> None:
    """Run all; when the first one ends or fails, stop the others and end or fail as it did."""
    tasks = [asyncio.create_task(rival) for rival in rivals]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await stopped(*tasks)
    for task in done:
        task.result()
