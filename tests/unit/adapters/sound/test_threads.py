"""Threads with long work run at a lower priority."""

import os
import sys
from threading import get_native_id

import pytest

from adapters.sound.threads import NICE_STEPS, in_thread, lower_priority

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Linux alone keeps priorities by the thread"
)


def own_steps() -> int:
    return os.getpriority(os.PRIO_PROCESS, get_native_id())


def test_a_lower_priority_applies_to_the_thread_and_those_it_starts_only() -> None:
    before = own_steps()

    def work() -> tuple[int, int]:
        lower_priority()
        return own_steps(), in_thread(own_steps, "a child").result()

    back = min(19, before + NICE_STEPS)
    assert in_thread(work, "a worker").result() == (back, back)
    assert own_steps() == before
