"""How slowly a body may come."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from aiohttp import StreamReader

# Less than this in each stretch of patience is no line that is slow, but somebody who wants to be.
LEAST_BYTES: Final = 16 * 2**10
Result = TypeVar("Result")


class Pace:
    """Waits for a body: at least `LEAST_BYTES` of it must come in each `seconds` of waiting.

    Only the time counts in which nothing is left to be read, not what is done with it meanwhile.
    """

    def __init__(self, body: StreamReader, seconds: float) -> None:
        self._body = body
        self._seconds = seconds
        self._left = seconds
        self._had = body.total_bytes

    async def wait(self, step: Awaitable[Result]) -> Result:
        """Wait for the next of it. Raises TimeoutError where it comes too slowly."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(self._left):
            result = await step
        self._left -= loop.time() - began
        if self._body.total_bytes - self._had >= LEAST_BYTES:
            self._had = self._body.total_bytes
            self._left = self._seconds
        return result
