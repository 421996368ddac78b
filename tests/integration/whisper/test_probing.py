"""Malicious uploads are examined in separate processes."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Final

import psutil
import pytest
from typing_extensions import override

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.pool import DecodingProcesses
from domain.errors.capacity import StorageUnavailableError
from domain.errors.kinds import UnavailableError
from domain.errors.uploads import UnsupportedAudioError
from tests.bombs import crowded_mp4
from tests.sound import encoded, tone

RECORDING: Final = encoded(tone(3.0))
TOO_MUCH: Final = "too long or too much memory"
ROOM_BYTES: Final = 128 << 20
linux_only: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="/proc and its limits are Linux's"
)


@pytest.fixture
def processes() -> Iterator[DecodingProcesses]:
    processes = DecodingProcesses(DecodingLimits(seconds=60.0, memory_bytes=ROOM_BYTES))
    yield processes
    processes.close()


def look_into(content: bytes, processes: DecodingProcesses) -> int:
    """Look into a file; give the number of the process that did."""
    with processes.acquire() as process:
        assert process.examine(BytesIO(content)).duration_seconds == pytest.approx(3.0)
        return process.pid


@linux_only
def test_a_file_that_claims_a_hundred_million_samples_cannot_fill_the_memory(
    processes: DecodingProcesses,
) -> None:
    look_into(RECORDING, processes)
    with processes.acquire() as process:
        before = resident_bytes(process)
        with pytest.raises(UnsupportedAudioError, match=r"\w+ \w+.*\.$"):
            process.examine(BytesIO(crowded_mp4()))
        assert resident_bytes(process) < before + ROOM_BYTES
    look_into(RECORDING, processes)


def resident_bytes(process: DecodingProcess) -> int:
    """Give the most that the process has ever had in memory; 0 if it is gone."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    kib = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(kib[0]) * 1024 if kib else 0


@linux_only
def test_the_kernel_ends_a_process_that_uses_too_much_cpu(processes: DecodingProcesses) -> None:
    look_into(RECORDING, processes)
    with processes.acquire() as process:
        soft, _ = resource.prlimit(process.pid, resource.RLIMIT_CPU)
    assert 0 < soft <= 60


def test_a_process_that_does_not_answer_is_ended_and_replaced() -> None:
    processes = DecodingProcesses(DecodingLimits(seconds=0.5))
    with closing(processes), processes.acquire() as process:
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(UnsupportedAudioError, match=TOO_MUCH):
            process.examine(BytesIO(RECORDING))
        assert process.used_up


def test_a_process_that_dies_while_examining_is_replaced(processes: DecodingProcesses) -> None:
    with processes.acquire() as process:
        with pytest.raises(UnsupportedAudioError, match=TOO_MUCH):
            process.examine(Deadly(process.pid))
        lost = process.pid
    assert look_into(RECORDING, processes) != lost


class Deadly(BytesIO):
    """A file that kills whoever reads it."""

    def __init__(self, pid: int) -> None:
        super().__init__(RECORDING)
        self._pid = pid

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        os.kill(self._pid, signal.SIGKILL)
        return super().read(size)


def test_a_process_that_died_while_idle_is_not_used_again(processes: DecodingProcesses) -> None:
    idle = look_into(RECORDING, processes)
    os.kill(idle, signal.SIGKILL)
    os.waitid(os.P_PID, idle, os.WEXITED | os.WNOWAIT)
    assert look_into(RECORDING, processes) != idle


def test_the_same_process_examines_one_file_after_another(processes: DecodingProcesses) -> None:
    assert look_into(RECORDING, processes) == look_into(RECORDING, processes)


def test_after_an_error_of_reading_the_process_is_not_used_again(
    processes: DecodingProcesses,
) -> None:
    with processes.acquire() as process, pytest.raises(StorageUnavailableError):
        process.examine(Unreachable(RECORDING))
    look_into(RECORDING, processes)


class Unreachable(BytesIO):
    """A file in storage that is away."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        raise StorageUnavailableError


@linux_only
def test_a_process_gets_none_of_the_services_secrets(
    monkeypatch: pytest.MonkeyPatch, processes: DecodingProcesses
) -> None:
    monkeypatch.setenv("JWT_SECRET", "between-us")
    pid = look_into(RECORDING, processes)
    assert b"between-us" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_no_process_is_left_after_closing(processes: DecodingProcesses) -> None:
    pid = look_into(RECORDING, processes)
    processes.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(UnavailableError), processes.acquire():
        pass


PROGRAM: Final = """
import sys
from adapters.sound.processes.pool import DecodingProcesses
processes = DecodingProcesses()
with processes.acquire() as process:
    print(process.pid, flush=True)
    sys.stdin.read()
"""


def test_processes_end_when_the_service_is_killed() -> None:
    service = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert service.stdout
    assert service.stdin
    with service, service.stdout, service.stdin:
        process = psutil.Process(int(service.stdout.readline()))
        service.kill()
    process.wait(timeout=30)
    assert not process.is_running()
