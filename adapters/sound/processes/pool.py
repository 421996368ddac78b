"""The pool of decoding processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread, Timer
from typing import Final

import structlog

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from domain.errors.capacity import DecoderLostError
from domain.errors.kinds import TranscriberError, UnavailableError

# A process takes some 30 MiB, and a quarter of a second to start.
_KEPT: Final = 2
# More are kept for a while, so that a burst of short clips starts no process for each.
_MOST_IDLE: Final = 8
_IDLE_SECONDS: Final = 30.0

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class DecodingProcesses:
    """Lends decoding processes; keeps a few idle, and replaces lost ones.

    They are started one after another. A caller that waits takes the new one or one that is
    released: a short recording is decoded in less time than a process takes to start.

    `ahead` is whether another is started as soon as the last idle one is taken. Processes beyond
    the usual number end after `idle_seconds`.
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
        self._idle_timer: Timer | None = None
        self._closed = False

    def open(self) -> None:
        """Start one before it is needed."""
        with self._changed:
            self._ensure(1)

    @contextmanager
    def acquire(self) -> Iterator[DecodingProcess]:
        """Hold a process while the context is open. Raises UnavailableError, DecoderLostError."""
        process = self._acquired()
        try:
            yield process
        finally:
            self._release(process)

    def close(self) -> None:
        """End all of them; a caller whose process is busy gets DecoderLostError."""
        with self._changed:
            self._closed = True
            others = self._all.difference(self._idle)
            if self._idle_timer is not None:
                self._idle_timer.cancel()
            self._changed.notify_all()
        self._end_idle(kept=0)
        for process in others:
            process.interrupt()

    def _acquired(self) -> DecodingProcess:
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
            if not process.used_up:
                return process
            self._end(process)
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

    def _release(self, process: DecodingProcess) -> None:
        with self._changed:
            if self._closed or process.used_up or len(self._idle) >= _MOST_IDLE:
                self._end(process)
            else:
                self._idle.append(process)
                self._changed.notify_all()
            if len(self._idle) > _KEPT and self._idle_timer is None:
                self._idle_timer = Timer(self._idle_seconds, self._end_idle)
                self._idle_timer.daemon = True
                self._idle_timer.start()
            self._ensure(1)

    def _ensure(self, number: int) -> None:
        """Start processes unless `number` of them are idle."""
        if len(self._idle) < number and not self._starting and not self._closed:
            self._starting = True
            Thread(target=self._start, name="decoding-processes", daemon=True).start()

    def _start(self) -> None:
        """Start one process after another while callers wait."""
        needed = True
        while needed:
            started = self._start_one()
            with self._changed:
                self._failures += not started
                needed = started and not self._closed and self._waiting > len(self._idle)
                self._starting = needed
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
                self._end(process)
            return False
        with self._changed:
            if self._closed:
                self._end(process)
            else:
                self._idle.append(process)
        return True

    def _end_idle(self, kept: int = _KEPT) -> None:
        with self._changed:
            self._idle_timer = None
            excess = max(0, len(self._idle) - kept)
            for process in self._idle[:excess]:
                self._end(process)
            del self._idle[:excess]

    def _end(self, process: DecodingProcess) -> None:
        self._all.discard(process)
        process.close()
