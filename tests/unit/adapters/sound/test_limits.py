"""The CPU budget of one recording."""

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


def test_a_normal_recording_of_ten_hours_never_runs_out_of_cpu(
    meter: Meter,
) -> None:
    budget = CpuBudget(30.0)
    for _ in range(5 * 3600):
        meter.used += 0.5
        budget.produced(2.0)
        assert meter.left == pytest.approx(30.0)


def test_the_budget_never_exceeds_its_start_value(meter: Meter) -> None:
    budget = CpuBudget(30.0)
    for _ in range(1000):
        budget.produced(2.0)
    assert meter.left == 30.0


def test_a_recording_that_uses_more_than_it_earns_runs_out(meter: Meter) -> None:
    budget = CpuBudget(30.0)
    for _ in range(15):
        meter.used += 3.0
        budget.produced(2.0)
    assert meter.left == pytest.approx(0.0)


def test_only_bytes_read_for_the_first_time_earn_cpu(
    meter: Meter,
) -> None:
    budget = CpuBudget(30.0)
    meter.used = 20.0
    budget.read_to(100 * MIB)
    assert meter.left == pytest.approx(20.0)
    budget.read_to(50 * MIB)
    budget.read_to(100 * MIB)
    assert meter.left == pytest.approx(20.0)


def test_the_kernel_ends_a_process_that_uses_up_its_budget() -> None:
    program = (
        "from adapters.sound.processes.limits import CpuBudget, limit_memory\n"
        "limit_memory(1 << 30)\n"
        "CpuBudget(0.0)\n"
        "while True: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert ended.returncode == -signal.SIGXCPU
