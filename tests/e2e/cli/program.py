"""`transcriber` as a program: through pipes, and in a terminal."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pexpect

from tests.digits_model import digits_settings

PROGRAM: Final = Path(sys.executable).with_name("transcriber")
SECONDS: Final = 120  # a machine may be very busy
SIZE: Final = (30, 160)


def environment(folder: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give these settings, the model of the tests, and a home of its own beside the folder."""
    home = folder.with_name(f"{folder.name}-home")
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "PYTHONIOENCODING": "utf-8",
        **digits_settings(),
        **(settings or {}),
    }


def piped(
    folder: Path,
    *arguments: str | Path,
    stdin: bytes = b"",
    settings: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run it in a folder, without a terminal."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, settings),
        input=stdin,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def in_shell(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command line of a shell in a folder."""
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def in_terminal(
    folder: Path, *arguments: str | Path, settings: Mapping[str, str] | None = None
) -> "pexpect.spawn[str]":
    """Run it in a terminal of its own."""
    return pexpect.spawn(
        str(PROGRAM),
        list(map(str, arguments)),
        cwd=folder,
        env={**environment(folder, settings), "TERM": "xterm-256color"},
        encoding="utf-8",
        codec_errors="replace",  # the terminal's echo of ^C may part a character
        dimensions=SIZE,
        timeout=SECONDS,
    )


def ended(terminal: "pexpect.spawn[str]") -> int:
    """Wait for its end and give the exit code."""
    terminal.expect(pexpect.EOF)
    terminal.wait()  # closing the terminal would end what is still on its way out
    terminal.close()
    assert terminal.exitstatus is not None, f"It was killed by signal {terminal.signalstatus}."
    return terminal.exitstatus
