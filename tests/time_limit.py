"""Report where a test was waiting when its time was up."""

import asyncio
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from types import FrameType

import pytest
from pytest_timeout import Settings

Alarm = Callable[[int, FrameType | None], object]

# A test that was failed for its time may take so long to tidy up, or to fail after all.
ONCE_MORE_SECONDS = 60.0


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(settings: Settings) -> Generator[None, object, object]:
    """Let the alarm say where each asyncio task waits, and strike again if it was overlooked.

    The failure itself ends in the event loop, since a task that waits is on nobody's stack; and
    what the alarm raises may get lost, where it strikes another task than the test's own.
    """
    answer = yield
    alarm = signal.getsignal(signal.SIGALRM)
    if callable(alarm):
        signal.signal(signal.SIGALRM, telling_of_tasks(alarm))
        signal.setitimer(signal.ITIMER_REAL, settings.timeout, ONCE_MORE_SECONDS)
    return answer


def telling_of_tasks(alarm: Alarm) -> Alarm:
    def alarmed(number: int, frame: FrameType | None) -> None:
        __tracebackhide__ = True
        with suppress(RuntimeError):  # no event loop runs
            for task in asyncio.all_tasks():
                task.print_stack(file=sys.stderr)
        alarm(number, frame)

    return alarmed
