"""How much the decoding of one recording may take."""

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
    """Seconds by the clock and of CPU; bytes beyond what the process takes before it begins.

    A look into an upload has `seconds` and `cpu_seconds` in all. Decoding all of a recording has no
    limit in all, for a long one takes long; instead it may save up no more than
    `saved_cpu_seconds`, and earns more by what it gets done (`Work`). Whoever says nothing for
    `silent_seconds` has got stuck.

    The index of a film of ten hours takes 90 MB, and FFmpeg decodes some pictures of a film to see
    what they are.
    """

    seconds: float = 15.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 << 20
    saved_cpu_seconds: float = 30.0
    silent_seconds: float = 300.0


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much more memory than now, and leave no core behind if it dies.

    macOS knows no such limit; there only time is limited. Where the machine itself runs out of
    memory, the kernel is to end this process rather than the service.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with suppress(OSError):
            _OOM_SCORE.write_text(_FIRST_TO_GO, encoding="ascii")


def limit_work(cpu_seconds: float) -> None:
    """Have the kernel end this process after so much more work."""
    most = ceil(_used_seconds() + cpu_seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


class Work:
    """How much CPU one recording may still use: what it saved, and what it earns by going on.

    A second of sound earns half a second, far more than any codec takes, and each MiB that is read
    for the first time a tenth of one, for a damaged file holds much that becomes no sound. Saved is
    never more than at the start, so that who gets stuck is ended after that, however long the
    recording went well. The kernel does it, for FFmpeg cannot be interrupted.
    """

    _FOR_A_SECOND: Final = 0.5
    _FOR_A_BYTE: Final = 0.1 / (1 << 20)

    def __init__(self, saved_cpu_seconds: float) -> None:
        self._most = self._saved = saved_cpu_seconds
        self._used = _used_seconds()
        self._read = 0
        limit_work(self._saved)

    def produced(self, seconds: float) -> None:
        """Take note of so much more sound."""
        self._earn(seconds * self._FOR_A_SECOND)

    def read_to(self, offset: int) -> None:
        """Take note that the file was read up to here."""
        if offset > self._read:
            self._earn((offset - self._read) * self._FOR_A_BYTE)
            self._read = offset

    def _earn(self, seconds: float) -> None:
        used = _used_seconds()
        left = self._saved - (used - self._used)
        self._saved, self._used = min(self._most, left + seconds), used
        limit_work(self._saved)


def _used_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
