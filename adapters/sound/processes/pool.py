"""The few processes that decode."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread, Timer
from typing import Final

import structlog

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from domain.errors import DecoderLostError, TranscriberError, UnavailableError

# One takes some 30 MiB of its own, and a quarter of a second to start.
_KEPT: Final = 2
# More are kept for a while, so that clips that come by fours start no process for each of them.
_MOST_IDLE: Final = 8
_IDLE_SECONDS: Final = 30.0

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class DecodingProcesses:
    """Lends processes that decode; keeps a few at hand, replaces those that are lost.

    They are started one after another. Whoever waits takes that one or the next that is given back:
    a short recording is decoded in less time than a process takes to start.

    `ahead` is whether another is started as soon as the last at hand is lent. Those that were
    needed at once for a moment are kept `idle_seconds`.
    """

    def __init__(
        self,
        limits: DecodingLimits | None = None,
        *,
        ahead: bool = True,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._limits = limits or DecodingLimits()
        self._ahead = ahead
        self._idle_seconds = idle_seconds
        self._changed = Condition()
        self._idle: list[DecodingProcess] = []
        self._all: set[DecodingProcess] = set()
        self._waiting = 0
        self._starting = False
        self._failures = 0
        self._tidying: Timer | None = None
        self._closed = False

    def open(self) -> None:
        """Have one at hand before it is needed."""
        with self._changed:
            self._ensure(1)

    @contextmanager
    def lend(self) -> Iterator[DecodingProcess]:
        """Lend one, as soon as one is free or was started. Raises UnavailableError."""
        process = self._take()
        try:
            yield process
        finally:
            self._give_back(process)

    def close(self) -> None:
        """End all of them; whoever waits for one that is at work is told that it is lost."""
        with self._changed:
            self._closed = True
            others = self._all.difference(self._idle)
            if self._tidying is not None:
                self._tidying.cancel()
            self._changed.notify_all()
        self._dismiss_idle(kept=0)
        for process in others:
            process.interrupt()

    def _take(self) -> DecodingProcess:
        with self._changed:
            process = self._next_idle()
            while process is None:
                self._wait()
                process = self._next_idle()
            if self._ahead:
                self._ensure(1)
            return process

    def _next_idle(self) -> DecodingProcess | None:
        if self._closed:
            raise UnavailableError("The service is stopping.")
        while self._idle:
            process = self._idle.pop()
            if not process.spent:
                return process
            self._dismiss(process)
        return None

    def _wait(self) -> None:
        failures = self._failures
        self._waiting += 1
        try:
            self._ensure(self._waiting)
            self._changed.wait_for(lambda: self._idle or self._closed or self._failures > failures)
        finally:
            self._waiting -= 1
        if self._failures > failures and not self._idle:
            raise DecoderLostError

    def _give_back(self, process: DecodingProcess) -> None:
        with self._changed:
            if self._closed or process.spent or len(self._idle) >= _MOST_IDLE:
                self._dismiss(process)
            else:
                self._idle.append(process)
                self._changed.notify_all()
            if len(self._idle) > _KEPT and self._tidying is None:
                self._tidying = Timer(self._idle_seconds, self._dismiss_idle)
                self._tidying.daemon = True
                self._tidying.start()
            self._ensure(1)

    def _ensure(self, number: int) -> None:
        """Have so many at hand soon."""
        if len(self._idle) < number and not self._starting and not self._closed:
            self._starting = True
            Thread(target=self._start, name="decoding-processes", daemon=True).start()

    def _start(self) -> None:
        """Start one after another for as long as somebody waits."""
        going_on = True
        while going_on:
            started = self._start_one()
            with self._changed:
                self._failures += not started
                going_on = started and not self._closed and self._waiting > len(self._idle)
                self._starting = going_on
                self._changed.notify_all()

    def _start_one(self) -> bool:
        try:
            process = DecodingProcess(self._limits)
        except OSError as error:
            log.warning("decoding_process_not_started", error=str(error))
            return False
        with self._changed:
            self._all.add(process)
            if self._closed:
                process.interrupt()
        try:
            process.wait_until_ready()
        except TranscriberError:
            with self._changed:
                self._dismiss(process)
            return False
        with self._changed:
            if self._closed:
                self._dismiss(process)
            else:
                self._idle.append(process)
        return True

    def _dismiss_idle(self, kept: int = _KEPT) -> None:
        with self._changed:
            self._tidying = None
            excess = max(0, len(self._idle) - kept)
            for process in self._idle[:excess]:
                self._dismiss(process)
            del self._idle[:excess]

    def _dismiss(self, process: DecodingProcess) -> None:
        self._all.discard(process)
        process.dismiss()
