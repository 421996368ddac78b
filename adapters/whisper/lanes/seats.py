"""Who may listen now."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Lock
from time import monotonic
from typing import BinaryIO, Final

from typing_extensions import Buffer, override

_READ_AHEAD_BYTES: Final = 1 << 18


class Seats:
    """So many front ends may work at once; whoever comes later stands in line.

    More of them than cores get nothing done sooner. They only keep each other from the cores, also
    whoever holds the interpreter's lock right then, and with that one the event loop waits.
    A turn lasts `turn_seconds` where others stand in line, which is half a minute of sound.
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
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def taken(self) -> Iterator["Seat"]:
        """Have a seat for as long as this lasts, once there is one."""
        self.sit()
        try:
            yield Seat(self, self._turn_seconds, self._now)
        finally:
            self.rise()

    @property
    def standing(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def sit(self, *, first: bool = False) -> None:
        """Wait for a seat, at the end of the line or as the first of it."""
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

    def rise(self) -> None:
        """Give the seat to who came first, so that nobody who came later can be quicker."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


class Seat:
    """One front end's, which it leaves when it waits for something else."""

    def __init__(self, seats: Seats, turn_seconds: float, now: Callable[[], float]) -> None:
        self._seats = seats
        self._turn_seconds = turn_seconds
        self._now = now
        self._since = now()

    def left(self) -> AbstractContextManager[None]:
        """Let others sit meanwhile, and go to the end of the line."""
        return self._away(first=False)

    def left_for_a_moment(self) -> AbstractContextManager[None]:
        """Let others sit meanwhile, and be the next to sit; after a turn, the last."""
        return self._away(first=not self._has_had_a_turn)

    def offer(self) -> None:
        """After a turn, let who is first in line sit down instead, if anybody is."""
        if self._seats.standing and self._has_had_a_turn:
            with self.left():
                pass

    @contextmanager
    def _away(self, *, first: bool) -> Iterator[None]:
        self._seats.rise()
        try:
            yield
        finally:
            self._seats.sit(first=first)
            if not first:
                self._since = self._now()

    @property
    def _has_had_a_turn(self) -> bool:
        return self._now() - self._since >= self._turn_seconds


def read_standing(file: BinaryIO, seat: Seat) -> BinaryIO:
    """Read a file without sitting: storage may take its time, or never answer."""
    return io.BufferedReader(_ReadStanding(file, seat), _READ_AHEAD_BYTES)


class _ReadStanding(io.RawIOBase):
    def __init__(self, file: BinaryIO, seat: Seat) -> None:
        super().__init__()
        self._file = file
        self._seat = seat

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
        with self._seat.left_for_a_moment():
            data = self._file.read(len(target))
        target[: len(data)] = data
        return len(data)
