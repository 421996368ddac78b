"""A fair semaphore that limits how many front ends run at once."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Lock
from time import monotonic
from typing import BinaryIO, Final

from typing_extensions import override

from application.ports.random_access import RandomAccessFile

_READ_AHEAD_BYTES: Final = 1 << 18


class FrontEndSemaphore:
    """Lets at most `number` front ends run at once; the others wait in a queue.

    With more of them than cores nothing is done sooner. They would only take cores from each other,
    also from a thread that holds the interpreter's lock, for which the event loop then waits. While
    others are queued, a turn lasts `turn_seconds`, which is half a minute of sound.
    """

    def __init__(
        self,
        number: int,
        *,
        turn_seconds: float = 0.1,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._free = number
        self._turn_seconds = turn_seconds
        self._now = now
        self._queue: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def permit(self) -> Iterator["Permit"]:
        """Hold a permit while the context is open, after waiting for one."""
        self.acquire()
        try:
            yield Permit(self, self._turn_seconds, self._now)
        finally:
            self.release()

    @property
    def queued(self) -> int:
        """How many front ends wait for a permit."""
        return len(self._queue)

    def acquire(self, *, first: bool = False) -> None:
        """Wait for a permit, at the end of the queue or at its start."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = Event()
            if first:
                self._queue.appendleft(called)
            else:
                self._queue.append(called)
        called.wait()

    def release(self) -> None:
        """Give the permit to the first in the queue, so that none can overtake it."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1


class Permit:
    """The permit of one front end, which it releases while it waits for something else."""

    def __init__(
        self, semaphore: FrontEndSemaphore, turn_seconds: float, now: Callable[[], float]
    ) -> None:
        self._semaphore = semaphore
        self._turn_seconds = turn_seconds
        self._now = now
        self._since = now()

    def released(self) -> AbstractContextManager[None]:
        """Release the permit while the context is open, then queue again at the end."""
        return self._released(first=False)

    def released_briefly(self) -> AbstractContextManager[None]:
        """Release the permit while the context is open, then queue at the start, or at the end.

        At the end only if it has had a full turn.
        """
        return self._released(first=not self._has_had_a_turn)

    def yield_turn(self) -> None:
        """After a turn, let the first in the queue run instead, if there is one."""
        if self._semaphore.queued and self._has_had_a_turn:
            with self.released():
                pass

    @contextmanager
    def _released(self, *, first: bool) -> Iterator[None]:
        self._semaphore.release()
        try:
            yield
        finally:
            self._semaphore.acquire(first=first)
            if not first:
                self._since = self._now()

    @property
    def _has_had_a_turn(self) -> bool:
        return self._now() - self._since >= self._turn_seconds


def read_without_permit(file: BinaryIO, permit: Permit) -> BinaryIO:
    """Wrap a file so that the permit is released during reads: storage may be slow, or hang."""
    return io.BufferedReader(_PermitReleasingFile(file, permit), _READ_AHEAD_BYTES)


class _PermitReleasingFile(RandomAccessFile):
    def __init__(self, file: BinaryIO, permit: Permit) -> None:
        super().__init__(file.seek(0, io.SEEK_END))
        self._file = file
        self._permit = permit

    @override
    def read_at(self, position: int, size: int) -> bytes:
        with self._permit.released_briefly():
            self._file.seek(position)
            return self._file.read(size)
