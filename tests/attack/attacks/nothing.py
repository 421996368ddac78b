"""No attack, for comparison."""

import asyncio

from tests.attack.target import Target


async def nothing(_: Target) -> None:
    """Leave the service alone."""
    await asyncio.Event().wait()
