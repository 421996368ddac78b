"""Metrics of the machine: processors, memory, disk."""

import asyncio
import os
from pathlib import Path

import psutil
from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, Usage


class MachineMetrics(MetricSource):
    """Processors, memory, and the disk that holds `folder`, as the operating system counts them.

    Utilization: share of processor time since the last scrape, of memory, of the disk's space.
    Saturation: load over one minute per core, share of swap in use, share of time spent waiting
    for disks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        psutil.cpu_percent()  # the first call only starts the measurement
        psutil.cpu_times_percent()

    @property
    @override
    def name(self) -> str:
        return "machine"

    @override
    async def read(self) -> Reading:
        # A folder on a network can block; the other calls only read the kernel's counters
        # and must stay on one thread, since psutil keeps the previous values by thread.
        used = await asyncio.to_thread(lambda: psutil.disk_usage(os.fspath(self._folder)).percent)
        return Reading(usages=(_processors(), _memory(), _disk(used)))


def _processors() -> Usage:
    cores = psutil.cpu_count() or 1
    return Usage("cpu", psutil.cpu_percent() / 100, psutil.getloadavg()[0] / cores)


def _memory() -> Usage:
    used, swapped = psutil.virtual_memory().percent, psutil.swap_memory().percent
    return Usage("memory", used / 100, swapped / 100)


def _disk(used_percent: float) -> Usage:
    waiting = getattr(psutil.cpu_times_percent(), "iowait", 0.0)  # only Linux reports it
    return Usage("disk", used_percent / 100, waiting / 100)
