"""The other end of a socket, which does nothing."""

import asyncio
from collections.abc import Callable


async def until_soon(true: Callable[[], bool]) -> None:
    """Wait for it; what takes half a minute never comes."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.01)
