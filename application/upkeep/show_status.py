"""Show admins the queue, the engine and the last failures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from application.ports.engine import EngineMonitor, ModelMetrics
from application.ports.jobs import JobQuery
from application.ports.lane_reports import LaneReport
from application.ports.models import ModelCatalog, ModelStatus
from application.ports.unit_of_work import UnitOfWorkFactory
from application.upkeep.report_lanes import ReportLanes
from application.upkeep.status import Sample, StatusHistory
from domain.job import Job, JobStatus
from domain.options import ModelName
from domain.user import User

FAILURES_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class ModelReport:
    """A served model. `metrics` are metrics of this process, None before the model was used.

    `real_time_factor` is work seconds per second of audio over the model's last jobs, wherever
    they ran; None before the first.
    """

    status: ModelStatus
    metrics: ModelMetrics | None
    real_time_factor: float | None


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The state now, the models, the last failures (newest first) and the last hour.

    `processes` are the lanes of all processes, by their names.
    """

    now: Sample
    models: tuple[ModelReport, ...]
    processes: Sequence[LaneReport]
    failures: tuple[Job, ...]
    history: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Return the state of the service over all users, for an admin."""

    unit_of_work: UnitOfWorkFactory
    models: ModelCatalog
    engine: EngineMonitor
    history: StatusHistory
    lanes: ReportLanes

    async def __call__(self, *, caller: User) -> ServiceStatus:
        """Raise ForbiddenError, DatabaseUnavailableError."""
        caller.ensure_admin()
        served = self.models.served()
        async with self.unit_of_work() as uow:
            query = JobQuery(None, 0, FAILURES_SHOWN, JobStatus.FAILED)
            failures = (await uow.jobs.page(query)).jobs
            factors = {model.name: await uow.jobs.real_time_factor(model.name) for model in served}
        return ServiceStatus(
            now=await self.history.look(),
            models=self._reports(served, factors),
            processes=await self.lanes.of_all(),
            failures=failures,
            history=self.history.samples,
        )

    def _reports(
        self, served: Sequence[ModelStatus], factors: Mapping[ModelName, float | None]
    ) -> tuple[ModelReport, ...]:
        metrics = {model.name: model for model in self.engine.metrics()}
        return tuple(
            ModelReport(model, metrics.get(model.name), factors[model.name]) for model in served
        )
