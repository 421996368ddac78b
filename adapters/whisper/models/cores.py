"""Count the CPU cores that this process may use."""

import os
from pathlib import Path
from typing import Final

QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def count_cores(quota: Path = QUOTA) -> int:
    """Count the cores this process may use: those of the machine, or fewer if it is limited.

    A container's limit is a quota of CPU time, which neither the machine's count nor the affinity
    shows. Linux has it in `cpu.max` as microseconds of work and of period (cgroup v2).
    """
    affinity = getattr(os, "sched_getaffinity", None)  # only Linux has it
    allowed = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(allowed, _limit(quota) or allowed)


def _limit(quota: Path) -> int | None:
    try:
        work, period = quota.read_text(encoding="ascii").split()
        return max(1, round(int(work) / int(period)))
    except (OSError, ValueError):  # no cgroup, or the word `max`: no limit
        return None
