"""The few processes that decode."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Final

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.threads import in_thread
from domain.errors import UnavailableError

# One takes some 30 MiB of its own, and a quarter of a second to start.
_KEPT: Final = 2
# More are kept for a while, so that clips that come by fours start no process for each of them.
_MOST_IDLE: Final = 8
_IDLE_SECONDS: Final = 30.0


class DecodingProcesses:
    """Lends processes that decode; keeps a few at hand, replaces those that are lost.

    `ahead` is whether another is started as soon as the last at hand is lent: whoever comes next
    does not wait for that. Those that were needed at once for a moment are kept `idle_seconds`.
    """

    def __init__(
        self,
        limits: DecodingLimits | None = None,
        *,
        ahead: bool = True,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._ahead = ahead
        self._idle_seconds = idle_seconds
        self._limits = limits or DecodingLimits()
        self._lock = Lock()
        self._idle: list[DecodingProcess] = []
        self._all: set[DecodingProcess] = set()
        self._tidying: Timer | None = None
        self._closed = False

    def open(self) -> None:
        """Have one at hand before it is needed."""
        with self._lock:
            if not self._idle and not self._closed:
                self._idle.append(self._begin())

    @contextmanager
    def lend(self) -> Iterator[DecodingProcess]:
        """Lend one; as many are started as are needed at once. Raises UnavailableError."""
        process, last = self._take()
        try:
            if last and self._ahead:
                in_thread(self.open, "decoding-spare")
            yield process
        finally:
            self._give_back(process)

    def close(self) -> None:
        """End all of them; whoever waits for one that is at work is told that it is lost."""
        with self._lock:
            self._closed = True
            lent = self._all.difference(self._idle)
            if self._tidying is not None:
                self._tidying.cancel()
        self._dismiss_idle(kept=0)
        for process in lent:
            process.interrupt()

    def _take(self) -> tuple[DecodingProcess, bool]:
        """Give one, and tell whether no other is at hand."""
        with self._lock:
            if self._closed:
                raise UnavailableError("The service is stopping.")
            while self._idle:
                process = self._idle.pop()
                if not process.spent:
                    return process, not self._idle
                self._dismiss(process)
            return self._begin(), True

    def _give_back(self, process: DecodingProcess) -> None:
        with self._lock:
            if self._closed or process.spent or len(self._idle) >= _MOST_IDLE:
                self._dismiss(process)
            else:
                self._idle.append(process)
            if len(self._idle) > _KEPT and self._tidying is None:
                self._tidying = Timer(self._idle_seconds, self._dismiss_idle)
                self._tidying.daemon = True
                self._tidying.start()
        self.open()

    def _dismiss_idle(self, kept: int = _KEPT) -> None:
        with self._lock:
            self._tidying = None
            excess = max(0, len(self._idle) - kept)
            for process in self._idle[:excess]:
                self._dismiss(process)
            del self._idle[:excess]

    def _begin(self) -> DecodingProcess:
        process = DecodingProcess(self._limits)
        self._all.add(process)
        return process

    def _dismiss(self, process: DecodingProcess) -> None:
        self._all.discard(process)
        process.dismiss()
