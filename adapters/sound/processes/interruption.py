"""Ending what a thread is at, from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from domain.errors import UnavailableError


class Interruption:
    """Called once nobody waits for a thread's answer; ends what the thread waits for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._called = False
        self._end: Callable[[], None] | None = None

    def __call__(self) -> None:
        """End what is under way, and whatever would begin later."""
        with self._lock:
            self._called = True
            if self._end:
                self._end()

    @contextmanager
    def ends(self, end: Callable[[], None]) -> Iterator[None]:
        """Have `end` called if it is interrupted meanwhile. Raises UnavailableError if it was."""
        with self._lock:
            if self._called:
                raise UnavailableError("Nobody waits for this any longer.")
            self._end = end
        try:
            yield
        finally:
            with self._lock:
                self._end = None
