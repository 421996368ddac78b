"""The command and the environment of a decoding process."""

import os
import sys
from pathlib import Path
from typing import Final

_PROGRAM: Final = "adapters.sound.processes.program"
# Variables that are needed to find libraries; none of them holds a secret.
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")


def program_command(socket: int, memory_bytes: int) -> list[str]:
    """Return the command to run."""
    # -P: nothing is imported from the working directory.
    return [sys.executable, "-P", "-m", _PROGRAM, str(socket), str(memory_bytes)]


def program_environment() -> dict[str, str]:
    """Return the environment of the program, which is not that of the service."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    # Each arena of the C library's allocator takes 64 MiB of address space; one thread is enough
    # for mixing channels.
    return {
        **passed_on,
        "PYTHONPATH": path,
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }
