from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.lane_reports import LaneReport, LaneReportRepository
from domain.job import WorkerName


class LaneReportRow(Table, table=True):
    """What a process last reported of its lanes."""

    __tablename__ = "lane_reports"

    process: str = Field(primary_key=True, sa_type=PlainText)
    at: datetime
    lanes: int
    busy_lanes: int
    windows_waiting: int


class SqlLaneReportRepository(LaneReportRepository):
    """Stores one row for each process."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def put(self, report: LaneReport) -> None:
        figures = {
            "at": report.at,
            "lanes": report.lanes,
            "busy_lanes": report.busy_lanes,
            "windows_waiting": report.windows_waiting,
        }
        await self._transaction.write(
            self._transaction.insertion(LaneReportRow)
            .values(process=str(report.process), **figures)
            .on_conflict_do_update(index_elements=["process"], set_=figures)
        )

    @override
    async def since(self, at: datetime) -> Sequence[LaneReport]:
        rows = await self._transaction.rows(
            select(LaneReportRow)
            .where(col(LaneReportRow.at) >= at)
            .order_by(col(LaneReportRow.process))
        )
        return [_from_row(row) for row in rows]

    @override
    async def withdraw(self, process: WorkerName) -> None:
        own = col(LaneReportRow.process) == str(process)
        await self._transaction.write(delete(LaneReportRow).where(own))

    @override
    async def forget(self, *, before: datetime) -> int:
        return await self._transaction.write(
            delete(LaneReportRow).where(col(LaneReportRow.at) < before)
        )


def _from_row(row: LaneReportRow) -> LaneReport:
    return LaneReport(
        WorkerName(row.process), row.at, row.lanes, row.busy_lanes, row.windows_waiting
    )
