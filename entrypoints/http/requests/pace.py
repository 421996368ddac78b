"""Limits how slowly a request body may arrive."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from aiohttp import StreamReader

# A client that sends less than this in each timeout is slow on purpose.
LEAST_BYTES: Final = 16 * 2**10
Result = TypeVar("Result")


class Pace:
    """Waits for a body: at least `LEAST_BYTES` of it must arrive in each `seconds` of waiting.

    Only time spent waiting for the network counts, not the time for processing the data.
    """

    def __init__(self, body: StreamReader, seconds: float) -> None:
        self._body = body
        self._seconds = seconds
        self._left = seconds
        self._had = body.total_bytes

    async def wait(self, step: Awaitable[Result]) -> Result:
        """Wait for the next data. Raises TimeoutError if it arrives too slowly."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(self._left):
            result = await step
        self._left -= loop.time() - began
        if self._body.total_bytes - self._had >= LEAST_BYTES:
            self._had = self._body.total_bytes
            self._left = self._seconds
        return result
