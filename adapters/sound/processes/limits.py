"""Limit the memory, CPU and disk that working on one recording may take."""

import resource
import sys
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

_STATM = Path("/proc/self/statm")
_OOM_SCORE: Final = Path("/proc/self/oom_score_adj")
_FIRST_TO_GO: Final = "500"


@dataclass(frozen=True, slots=True)
class DecodingLimits:
    """Limits in seconds of wall-clock time and of CPU, and in bytes on top of the idle process.

    Examining an upload may take `seconds` and `cpu_seconds` in total. Decoding a recording has no
    total limit, since a long one takes long. Instead it has a budget of at most
    `saved_cpu_seconds`, which grows with its progress (`CpuBudget`). A process that sends nothing
    for `silent_seconds` is stuck.

    The index of a film of ten hours takes 90 MB, and FFmpeg decodes some pictures of a film to find
    out their format.
    """

    seconds: float = 15.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 << 20
    saved_cpu_seconds: float = 30.0
    silent_seconds: float = 300.0


def limit_memory(memory_bytes: int) -> None:
    """Limit the additional memory of this process, and disable its core dumps.

    macOS has no such limit, so only time is limited there. If the machine runs out of memory, the
    kernel should end this process rather than the service.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with suppress(OSError):
            _OOM_SCORE.write_text(_FIRST_TO_GO, encoding="ascii")


def limit_cpu(cpu_seconds: float) -> None:
    """Have the kernel end this process after this many more seconds of CPU."""
    most = ceil(_used_seconds() + cpu_seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def limit_file_size(most_bytes: int) -> None:
    """Have the kernel refuse to write more than this to any file, with the error EFBIG.

    Python ignores the signal that would end the process.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


class CpuBudget:
    """The CPU that one recording may still use: it is earned by progress.

    A second of decoded sound earns half a second, far more than any codec takes. Each MiB that is
    read for the first time earns a tenth of a second, since much of a damaged file becomes no
    sound. The budget never exceeds its start value, so a decoder that gets stuck is ended after
    that time, however well the recording went before. The kernel ends it, since FFmpeg cannot be
    interrupted.
    """

    _FOR_A_SECOND: Final = 0.5
    _FOR_A_BYTE: Final = 0.1 / (1 << 20)

    def __init__(self, saved_cpu_seconds: float) -> None:
        self._most = self._saved = saved_cpu_seconds
        self._used = _used_seconds()
        self._read = 0
        limit_cpu(self._saved)

    def produced(self, seconds: float) -> None:
        """Earn CPU for this many more seconds of sound."""
        self._earn(seconds * self._FOR_A_SECOND)

    def read_to(self, offset: int) -> None:
        """Earn CPU for bytes of the file that were read for the first time, up to `offset`."""
        if offset > self._read:
            self._earn((offset - self._read) * self._FOR_A_BYTE)
            self._read = offset

    def _earn(self, seconds: float) -> None:
        used = _used_seconds()
        left = self._saved - (used - self._used)
        self._saved, self._used = min(self._most, left + seconds), used
        limit_cpu(self._saved)


def _used_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
