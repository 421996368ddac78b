"""How much CPU the decoding of a recording may take."""

import signal
import subprocess
import sys

import pytest

from adapters.sound.processes import limits
from adapters.sound.processes.limits import CpuBudget

MIB = 1 << 20


class Meter:
    """Stands for the kernel: how much was used, and how much more is allowed."""

    def __init__(self) -> None:
        self.used = 0.0
        self.left = 0.0

    def allow(self, seconds: float) -> None:
        self.left = seconds


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    meter = Meter()
    monkeypatch.setattr(limits, "_used_seconds", lambda: meter.used)
    monkeypatch.setattr(limits, "limit_cpu", meter.allow)
    return meter


def test_a_recording_of_ten_hours_that_goes_on_as_it_should_is_never_short_of_time(
    meter: Meter,
) -> None:
    budget = CpuBudget(30.0)
    for _ in range(5 * 3600):
        meter.used += 0.5
        budget.produced(2.0)
        assert meter.left == pytest.approx(30.0)


def test_however_long_it_went_well_no_more_is_saved_than_at_the_start(meter: Meter) -> None:
    budget = CpuBudget(30.0)
    for _ in range(1000):
        budget.produced(2.0)
    assert meter.left == 30.0


def test_a_recording_that_takes_more_than_it_gives_runs_out(meter: Meter) -> None:
    budget = CpuBudget(30.0)
    for _ in range(15):
        meter.used += 3.0
        budget.produced(2.0)
    assert meter.left == pytest.approx(0.0)


def test_what_is_read_for_the_first_time_earns_and_what_is_read_again_does_not(
    meter: Meter,
) -> None:
    budget = CpuBudget(30.0)
    meter.used = 20.0
    budget.read_to(100 * MIB)
    assert meter.left == pytest.approx(20.0)
    budget.read_to(50 * MIB)
    budget.read_to(100 * MIB)
    assert meter.left == pytest.approx(20.0)


def test_the_kernel_ends_one_that_uses_up_what_it_has() -> None:
    program = (
        "from adapters.sound.processes.limits import CpuBudget, limit_memory\n"
        "limit_memory(1 << 30)\n"
        "CpuBudget(0.0)\n"
        "while True: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert ended.returncode == -signal.SIGXCPU
