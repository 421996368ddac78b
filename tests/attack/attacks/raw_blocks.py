"""One packet of raw sound that becomes gigabytes on its way to 16 kHz."""

import asyncio
from functools import cache
from typing import Final

from tests.attack.attacks.uploads import handed_in, sent_directly
from tests.attack.memory import MIB
from tests.attack.target import Target
from tests.bombs import with_one_large_block

SIZES: Final = (8 * MIB, 16 * MIB)


async def raw_blocks_as_jobs(target: Target) -> None:
    """Hand them in, one after another."""
    while True:
        for size in SIZES:
            await handed_in(target, _bomb(size))
            await asyncio.sleep(0.5)


async def raw_blocks_drawn(target: Target) -> None:
    """Hand them in and ask for their waveforms, which the API's process draws."""
    while True:
        for size in SIZES:
            status, job = await handed_in(target, _bomb(size))
            if status == 200:
                await target.draw(job["job_id"])
            await asyncio.sleep(0.5)


async def raw_blocks_directly(target: Target) -> None:
    """Have them transcribed while waiting for the answer."""
    while True:
        for size in SIZES:
            await sent_directly(target, _bomb(size))
            await asyncio.sleep(0.5)


@cache
def _bomb(size: int) -> bytes:
    return with_one_large_block(size)
