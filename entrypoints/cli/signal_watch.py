"""Ctrl-C and SIGTERM: how they end the program, at whatever moment they come.

Python runs a signal handler between two steps of its main thread. If the signal comes after the
last step before a blocking read, the handler waits until the read returns: a prompt for a password
overlooked Ctrl-C so, above all on a busy machine. Python's C handler, though, writes the signal's
number into the wakeup descriptor at once. So a thread of its own reads that, and acts.

This is imported before everything else, so that as little as possible goes before the watch: it
imports nothing that is large.
"""

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import Any, Final, NoReturn

from entrypoints.cli.leftovers import remove_leftovers

STOPPED_BY_SIGNAL: Final = 128  # plus the signal's number, as in shells
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# Seconds for work to clean up after the first signal; a second signal ends it at once.
UNWINDING_SECONDS: Final = 2.0
_CURSOR: Final = b"\x1b[?25h"  # progress bars hide it


class SignalWatch:
    """Waits for signals in a thread of its own; each is read exactly once.

    By default it ends the program at once: only the terminal's echo and the `leftovers` need
    clean-up. Work in an event loop is told to stop first.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._tell: Callable[[int], None] | None = None
        self._terminal = _echo()

    def begin(self) -> None:
        """Take over the signals that are not ignored. Call it in the main thread."""
        ours, pythons = os.pipe()
        os.set_blocking(pythons, False)
        signal.set_wakeup_fd(pythons, warn_on_full_buffer=False)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _leave_it_to_the_watch)
        Thread(target=self._watch, args=[ours], name="signal-watch", daemon=True).start()

    @contextmanager
    def telling(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Call `tell` from the watching thread on the first signal in this context."""
        with self._lock:
            self._tell = tell
        try:
            yield
        finally:
            with self._lock:
                self._tell = None

    def _watch(self, numbers: int) -> None:
        first = _next(numbers)
        with self._lock:
            told = self._tell is not None
            if self._tell is not None:
                self._tell(first)
        if told:
            select.select([numbers], [], [], UNWINDING_SECONDS)
        self._leave(STOPPED_BY_SIGNAL + first, said=told)

    def _leave(self, code: int, *, said: bool) -> NoReturn:
        remove_leftovers()
        _restore(self._terminal)
        with suppress(OSError):
            os.write(2, (_CURSOR if os.isatty(2) else b"") + (b"" if said else b"\nStopped.\n"))
        os._exit(code)


_watch: SignalWatch | None = None


def watch_signals() -> None:
    """Begin to watch, once for the whole program; until then Ctrl-C is a KeyboardInterrupt."""
    global _watch  # noqa: PLW0603 (a process has one set of signal handlers)
    _watch = SignalWatch()
    _watch.begin()


@contextmanager
def telling(tell: Callable[[int], None]) -> Iterator[None]:
    """Call `tell` on the first signal in this context, if signals are watched at all."""
    if _watch is None:
        yield
        return
    with _watch.telling(tell):
        yield


def leave(code: int) -> NoReturn:
    """End the program now, with what was printed, and without tearing the interpreter down.

    A lane that was stopped may be inside CTranslate2 for seconds, in threads of that library,
    and exit(3) runs the destructors of the native libraries beside them: the code that they are
    running, which was generated for this processor, is freed under them, and the process ends with
    a segmentation fault. There is nothing to wait for, since nobody reads what they compute.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # its reader is gone, or it was closed
            stream.flush()
    os._exit(code)


def _leave_it_to_the_watch(_number: int, _frame: object) -> None:
    """Install a handler, without which Python does not write to the wakeup descriptor."""


def _next(numbers: int) -> int:
    """Wait for one of our signals; Python writes every signal that has a handler."""
    while (number := os.read(numbers, 1)[0]) not in SIGNALS:
        pass
    return number


def _echo() -> list[Any] | None:
    """Remember the terminal's settings, since a password prompt turns its echo off."""
    with suppress(OSError, ValueError, termios.error):
        return termios.tcgetattr(0)
    return None


def _restore(terminal: list[Any] | None) -> None:
    """Restore the terminal's settings, unless we run in the background of a shell."""
    if terminal is None:
        return
    with suppress(OSError, termios.error):
        if os.tcgetpgrp(0) == os.getpgrp():
            termios.tcsetattr(0, termios.TCSANOW, terminal)
