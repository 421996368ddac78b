"""Waiting without letting time pass: only the event loop turns."""

import asyncio
from collections.abc import Callable
from itertools import count


async def until(true: Callable[[], bool]) -> None:
    """Let the others go on until it is so, without letting time pass."""
    for turn in count():
        if true():
            return
        assert turn < 1_000, "It never became so."
        await asyncio.sleep(0)


async def a_while() -> None:
    """Let the others do whatever they can do without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)
