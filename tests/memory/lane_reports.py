from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from application.ports.lane_reports import LaneReport, LaneReportRepository
from domain.job import WorkerName
from tests.memory.database import MemoryTransaction


class MemoryLaneReportRepository(LaneReportRepository):
    """Reports in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def put(self, report: LaneReport) -> None:
        (await self._transaction.draft()).lane_reports[report.process] = report

    @override
    async def since(self, at: datetime) -> Sequence[LaneReport]:
        reports = self._transaction.seen.lane_reports.values()
        fresh = [report for report in reports if report.at >= at]
        return sorted(fresh, key=lambda report: report.process)

    @override
    async def withdraw(self, process: WorkerName) -> None:
        (await self._transaction.draft()).lane_reports.pop(process, None)

    @override
    async def forget(self, *, before: datetime) -> int:
        reports = (await self._transaction.draft()).lane_reports
        old = [report.process for report in reports.values() if report.at < before]
        for process in old:
            del reports[process]
        return len(old)
