"""Who may listen now."""

import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import BinaryIO, Final

from typing_extensions import Buffer, override

_READ_AHEAD_BYTES: Final = 1 << 18


class Seats:
    """So many front ends may work at once; whoever comes later stands in line.

    More of them than cores get nothing done sooner. They only keep each other from the cores, also
    whoever holds the interpreter's lock right then, and with that one the event loop waits.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a seat for as long as this lasts, once there is one."""
        self._sit()
        try:
            yield
        finally:
            self._rise()

    @contextmanager
    def left(self, *, for_a_moment: bool = False) -> Iterator[None]:
        """Let others sit while one waits for something else, and stand in line again.

        Whoever leaves `for_a_moment` is the next to sit afterwards.
        """
        self._rise()
        try:
            yield
        finally:
            self._sit(first=for_a_moment)

    def offer(self) -> None:
        """Let who is first in line sit down instead, if anybody is, and stand in line again."""
        if self._line:
            with self.left():
                pass

    @property
    def standing(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def _sit(self, *, first: bool = False) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = Event()
            if first:
                self._line.appendleft(called)
            else:
                self._line.append(called)
        called.wait()

    def _rise(self) -> None:
        """Give the seat to who came first, so that nobody who came later can be quicker."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


def read_standing(file: BinaryIO, seats: Seats) -> BinaryIO:
    """Read a file without sitting: storage may take its time, or never answer."""
    return io.BufferedReader(_ReadStanding(file, seats), _READ_AHEAD_BYTES)


class _ReadStanding(io.RawIOBase):
    def __init__(self, file: BinaryIO, seats: Seats) -> None:
        super().__init__()
        self._file = file
        self._seats = seats

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._file.tell()

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer).cast("B")
        with self._seats.left(for_a_moment=True):
            data = self._file.read(len(target))
        target[: len(data)] = data
        return len(data)
