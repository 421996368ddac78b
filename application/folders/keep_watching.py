"""Look into a folder again and again, and work on several recordings at the same time."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from application.folders.watch_folder import WatchFolder
from application.ports.watched import Found


@dataclass(slots=True)
class KeepWatching:
    """Looks every few seconds, also while it works.

    It polls, since folders of a network and prefixes of a bucket do not tell what changes, and
    since only looking twice shows that a file has stopped growing.
    """

    watch: WatchFolder
    every_seconds: float
    at_once: int
    now: Callable[[], float] = monotonic
    _waiting: deque[Found] = field(default_factory=deque, init=False)
    _running: "dict[str, asyncio.Task[None]]" = field(default_factory=dict, init=False)

    async def __call__(self, *, until_empty: bool = False) -> int:
        """Watch until cancelled, or `until_empty` until nothing more can be done.

        Returns how many recordings are left then: those that could not be worked on.
        """
        idle, left_before = 0, -1
        while True:
            taken, left = await self.watch.look(self.now(), self._running.keys())
            self._waiting = deque(taken)
            idle = idle + 1 if not taken and not self._running and left == left_before else 0
            if until_empty and not self._running and (not left or idle > self._patience):
                return left
            left_before = left
            await self._work_until(self.now() + self.every_seconds)

    @property
    def _patience(self) -> int:
        """The looks without any change after which nothing more can be expected."""
        return 2 + int(self.watch.settling.seconds / self.every_seconds)

    async def _work_until(self, end: float) -> None:
        try:
            while (seconds := end - self.now()) > 0:
                self._start()
                if not self._running:
                    await asyncio.sleep(seconds)
                    return
                done, _ = await asyncio.wait(
                    self._running.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED
                )
                self._end(done)
        except BaseException:
            await self._stop()
            raise

    def _start(self) -> None:
        while self._waiting and len(self._running) < self.at_once:
            found = self._waiting.popleft()
            self._running[found.path] = asyncio.create_task(self.watch.attempt(found))

    def _end(self, done: "set[asyncio.Task[None]]") -> None:
        self._running = {path: task for path, task in self._running.items() if task not in done}
        for task in done:
            task.result()

    async def _stop(self) -> None:
        for task in self._running.values():
            task.cancel()
        for task in self._running.values():
            with suppress(asyncio.CancelledError):
                await task
