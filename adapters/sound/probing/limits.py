"""How much a look into one upload may take."""

import resource
import sys
from dataclasses import dataclass
from pathlib import Path

_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """Seconds by the clock and of CPU; bytes beyond what the process takes before it looks.

    The index of a film of ten hours takes 90 MB, and FFmpeg decodes some pictures of a film to see
    what they are.
    """

    seconds: float = 15.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 << 20


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much more memory than now, and leave no core behind if it dies.

    macOS knows no such limit; there only time is limited.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_work(cpu_seconds: int) -> None:
    """Have the kernel end this process after so much more work."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
