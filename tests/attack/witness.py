"""The bystander's process, and what it says."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.attack.experience import Experience

LONGEST_SECONDS: Final = 600.0
_ROOT: Final = Path(__file__).parents[2]


class Witness:
    """Steers the bystander by lines."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def measured(self) -> None:
        """Let it measure, and return when it has."""
        self._go_on()
        await self._hear("measured")

    async def told(self) -> Experience:
        """Let it wait for its jobs, and give what it saw."""
        self._go_on()
        return Experience.read(await self._line())

    async def is_ready(self) -> None:
        await self._hear("ready")

    def _go_on(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(b"\n")

    async def _hear(self, word: str) -> None:
        line = await self._line()
        assert line == word, line

    async def _line(self) -> str:
        assert self._process.stdout
        async with asyncio.timeout(LONGEST_SECONDS):
            return (await self._process.stdout.readline()).decode().strip()


@asynccontextmanager
async def a_witness(url: str, seconds: float) -> AsyncIterator[Witness]:
    """Start one that measures for so many seconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.attack.bystander",
        url,
        str(seconds),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    try:
        yield Witness(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
