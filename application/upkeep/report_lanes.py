"""Tell other processes how busy the lanes of this one are."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.engine import EngineMonitor
from application.ports.lane_reports import LaneReport
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.kinds import UnavailableError
from domain.job import WorkerName

REPORT_SECONDS: Final = 10.0
# A process that missed two reports is not counted; clocks of hosts may differ by a few seconds.
FRESH: Final = timedelta(seconds=35)
FORGOTTEN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReportLanes:
    """Store the lanes of this process every ten seconds, and read those of all processes."""

    unit_of_work: UnitOfWorkFactory
    engine: EngineMonitor
    clock: Clock
    process: WorkerName

    @property
    def own(self) -> LaneReport:
        """The lanes of this process now."""
        models = self.engine.metrics()
        return LaneReport(
            self.process,
            self.clock.now(),
            lanes=sum(model.lanes for model in models),
            busy_lanes=sum(model.busy_lanes for model in models),
            windows_waiting=sum(model.windows_waiting for model in models),
        )

    async def of_all(self) -> Sequence[LaneReport]:
        """Return the lanes of every process, this one as it is now.

        Raises DatabaseUnavailableError.
        """
        async with self.unit_of_work() as uow:
            fresh = await uow.lane_reports.since(self.clock.now() - FRESH)
        others = [report for report in fresh if report.process != self.process]
        return sorted([*others, self.own], key=lambda report: report.process)

    async def follow(self) -> None:
        """Report until cancelled, and withdraw the report then; an outage skips a report."""
        try:
            while True:
                with suppress(UnavailableError):
                    await self._report()
                await self.clock.sleep(REPORT_SECONDS)
        finally:
            with suppress(UnavailableError):
                await self._withdraw()

    async def _report(self) -> None:
        async with self.unit_of_work() as uow:
            await uow.lane_reports.put(self.own)
            await uow.lane_reports.forget(before=self.clock.now() - FORGOTTEN)
            await uow.commit()

    async def _withdraw(self) -> None:
        async with self.unit_of_work() as uow:
            await uow.lane_reports.withdraw(self.process)
            await uow.commit()
