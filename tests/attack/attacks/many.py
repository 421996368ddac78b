"""The same again and again, several times at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

PAUSE_SECONDS: Final = 0.1  # who is turned away at once does not only keep this machine busy


async def many_at_once(count: int, act: Callable[[], Awaitable[object]]) -> None:
    """Do it until this is cancelled."""
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(_again_and_again(act))


async def _again_and_again(act: Callable[[], Awaitable[object]]) -> NoReturn:
    while True:
        await act()
        await asyncio.sleep(PAUSE_SECONDS)
