"""End the work of a thread from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from domain.errors.kinds import UnavailableError


class Interruption:
    """Call it when nobody waits for a thread's answer any more; it ends the thread's work."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._called = False
        self._end: Callable[[], None] | None = None

    def __call__(self) -> None:
        """End the current work, and any that would begin later."""
        with self._lock:
            self._called = True
            if self._end:
                self._end()

    @contextmanager
    def ends(self, end: Callable[[], None]) -> Iterator[None]:
        """Let it call `end` while the context is open. Raises UnavailableError once called."""
        with self._lock:
            if self._called:
                raise UnavailableError("Nobody waits for this any longer.")
            self._end = end
        try:
            yield
        finally:
            with self._lock:
                self._end = None
