"""How a process that decodes is started."""

import os
import sys
from pathlib import Path
from typing import Final

_PROGRAM: Final = "adapters.sound.processes.program"
# What a program may need to find its libraries; nothing that tells of the service's secrets.
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")


def program_command(socket: int, memory_bytes: int) -> list[str]:
    """Say what to run."""
    # -P: nothing is imported from whatever folder the service happens to run in.
    return [sys.executable, "-P", "-m", _PROGRAM, str(socket), str(memory_bytes)]


def program_environment() -> dict[str, str]:
    """Give the environment of the program, which is not that of the service."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    # Each arena of the C library's allocator takes 64 MiB of addresses, used or not; and one thread
    # does for mixing channels.
    return {
        **passed_on,
        "PYTHONPATH": path,
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }
