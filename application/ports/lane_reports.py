"""Port: what each process last reported of its lanes."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.job import WorkerName


@dataclass(frozen=True, slots=True)
class LaneReport:
    """How many lanes a process has, how many have work, and how many windows wait for one."""

    process: WorkerName
    at: datetime
    lanes: int
    busy_lanes: int
    windows_waiting: int


class LaneReportRepository(Protocol):
    """The last report of each process."""

    @abstractmethod
    async def put(self, report: LaneReport) -> None:
        """Store a report in place of the last one of its process."""

    @abstractmethod
    async def since(self, at: datetime) -> Sequence[LaneReport]:
        """Return the reports of that time or later, by the names of their processes."""

    @abstractmethod
    async def withdraw(self, process: WorkerName) -> None:
        """Delete the report of a process, if there is one."""

    @abstractmethod
    async def forget(self, *, before: datetime) -> int:
        """Delete older reports, and return how many."""
