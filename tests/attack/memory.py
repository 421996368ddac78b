"""How much memory a process and all its children hold."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import psutil

MIB: Final = 2**20
PAUSE_SECONDS: Final = 0.25


def held_by(pid: int) -> int:
    """Give the bytes of all of them; what several share is counted once (PSS)."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total


class MemoryWatch:
    """Remembers the most that was held; kills the process before it takes the machine with it."""

    def __init__(self, pid: int, *, most: int) -> None:
        self.peak = 0
        self.was_killed = False
        self._pid = pid
        self._most = most

    async def keep_looking(self) -> None:
        while True:
            held = await asyncio.to_thread(held_by, self._pid)
            self.peak = max(self.peak, held)
            if held > self._most:
                self.was_killed = True
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(self._pid).kill()
                return
            await asyncio.sleep(PAUSE_SECONDS)


@asynccontextmanager
async def watched_memory(pid: int, *, most: int) -> AsyncIterator[MemoryWatch]:
    """Look at it meanwhile; a process that holds more than `most` bytes is killed."""
    watch = MemoryWatch(pid, most=most)
    looking = asyncio.create_task(watch.keep_looking())
    try:
        yield watch
    finally:
        looking.cancel()
        await asyncio.wait({looking})
