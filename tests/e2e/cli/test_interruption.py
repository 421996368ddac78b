"""Ctrl-C and SIGTERM, whatever the program is at, end it with the signal's own exit code."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.cli.program import SECONDS, environment

ROOT: Final = Path(__file__).parents[3]

IN_A_READ: Final = """
import sys
from entrypoints.cli.signal_watch import watch_signals

watch_signals()
print("ready", flush=True)
sys.stdin.readline()
"""
UNWINDING: Final = """
import asyncio, sys
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.signal_watch import leave, watch_signals

async def work():
    try:
        print("ready", flush=True)
        await asyncio.Event().wait()
    finally:
        print("cleaning", flush=True)
        {cleaning}
        print("clean", flush=True)

watch_signals()
try:
    run_to_the_end(work(), farewell="Farewell.")
except BaseException as ending:
    leave(ending.exit_code)
"""
AT_ONCE: Final = UNWINDING.format(cleaning="pass")
FOR_EVER: Final = UNWINDING.format(cleaning="await asyncio.Event().wait()")


@contextmanager
def running(folder: Path, program: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**environment(folder), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert _line(process) == "ready"
            yield process
        finally:
            process.kill()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _said(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    return process.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_read_that_goes_on_after_the_signal_is_ended(tmp_path: Path, number: int) -> None:
    with running(tmp_path, IN_A_READ) as process:
        process.send_signal(number)
        assert process.wait(SECONDS) == 128 + number
        assert _said(process) == "\nStopped.\n"


def test_work_that_is_told_to_stop_cleans_up_and_says_farewell(tmp_path: Path) -> None:
    with running(tmp_path, AT_ONCE) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 130
        assert (_line(process), _line(process)) == ("cleaning", "clean")
        assert _said(process) == "Farewell.\n"


def test_a_second_signal_ends_work_that_cleans_up_for_ever(tmp_path: Path) -> None:
    with running(tmp_path, FOR_EVER) as process:
        process.send_signal(signal.SIGTERM)
        assert _line(process) == "cleaning"
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 143


def test_work_that_cleans_up_for_ever_is_ended_without_a_second_signal(tmp_path: Path) -> None:
    with running(tmp_path, FOR_EVER) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 130
