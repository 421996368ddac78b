"""What every LaneReportRepository promises."""

from datetime import timedelta

from application.ports.lane_reports import LaneReport
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import WorkerName
from tests.contracts.job_repository import NEW_YEAR

A, B = WorkerName("a:1"), WorkerName("b:2")
MINUTE = timedelta(minutes=1)
BUSY = LaneReport(A, NEW_YEAR, lanes=4, busy_lanes=3, windows_waiting=2)
IDLE = LaneReport(B, NEW_YEAR + MINUTE, lanes=0, busy_lanes=0, windows_waiting=0)


async def reported(units: UnitOfWorkFactory, *reports: LaneReport) -> None:
    async with units() as uow:
        for report in reports:
            await uow.lane_reports.put(report)
        await uow.commit()


class LaneReportRepositoryContract:
    """The fixture `units` gives transactions over an empty database."""

    async def test_the_last_report_of_each_process_is_kept(self, units: UnitOfWorkFactory) -> None:
        await reported(units, IDLE, LaneReport(A, NEW_YEAR, 4, 0, 0))
        await reported(units, BUSY)
        async with units() as uow:
            assert await uow.lane_reports.since(NEW_YEAR) == [BUSY, IDLE]

    async def test_older_reports_are_neither_read_nor_kept_for_ever(
        self, units: UnitOfWorkFactory
    ) -> None:
        await reported(units, BUSY, IDLE)
        async with units() as uow:
            assert await uow.lane_reports.since(NEW_YEAR + MINUTE) == [IDLE]
            assert await uow.lane_reports.forget(before=NEW_YEAR + MINUTE) == 1
            await uow.commit()
        async with units() as uow:
            assert await uow.lane_reports.since(NEW_YEAR) == [IDLE]

    async def test_a_process_withdraws_its_report_and_no_other(
        self, units: UnitOfWorkFactory
    ) -> None:
        await reported(units, BUSY, IDLE)
        async with units() as uow:
            await uow.lane_reports.withdraw(A)
            await uow.lane_reports.withdraw(WorkerName("nobody:3"))
            await uow.commit()
        async with units() as uow:
            assert await uow.lane_reports.since(NEW_YEAR) == [IDLE]
