"""Models of the service's status."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from application.upkeep.show_status import ModelReport, ServiceStatus
from application.upkeep.status import Sample
from entrypoints.http.schemas.dead_letters import DeadLetterAnswer


class QueueStatusAnswer(BaseModel, from_attributes=True):
    """Jobs of all users."""

    queued: int
    processing: int
    queued_audio_seconds: float
    oldest_queued_seconds: float


class SampleAnswer(QueueStatusAnswer):
    """The load at a moment; `lane_utilisation` is 0 to 1.

    `real_time_factor` is that of the default model's last jobs at that moment.
    """

    at: datetime
    lanes: int
    busy_lanes: int
    lane_utilisation: float
    real_time_factor: float | None


class ModelStatusAnswer(BaseModel):
    """A served model; lanes and windows are those of the process that answers."""

    name: str
    loaded: bool
    bytes_held: int
    lanes: int
    busy_lanes: int
    windows_waiting: int
    real_time_factor: float | None

    @classmethod
    def of(cls, report: ModelReport) -> Self:
        """Convert a model."""
        metrics = report.metrics
        return cls(
            name=report.status.name,
            loaded=report.status.loaded,
            bytes_held=report.status.bytes_held,
            lanes=metrics.lanes if metrics else 0,
            busy_lanes=metrics.busy_lanes if metrics else 0,
            windows_waiting=metrics.windows_waiting if metrics else 0,
            real_time_factor=report.real_time_factor,
        )


class ProcessLanesAnswer(BaseModel, from_attributes=True):
    """The lanes of one process at a time.

    `windows_waiting` are windows of recordings that wait for a lane.
    """

    process: str
    at: datetime
    lanes: int
    busy_lanes: int
    windows_waiting: int


class EngineStatusAnswer(BaseModel):
    """The engine of the process that answers; with separate workers it has no lanes here.

    `real_time_factor` is work seconds per second of audio over the default model's last jobs, in
    any process.
    """

    lanes: int
    busy_lanes: int
    lane_utilisation: float
    real_time_factor: float | None
    models: Sequence[ModelStatusAnswer]

    @classmethod
    def of(cls, models: Sequence[ModelReport], now: Sample) -> Self:
        """Convert the engine; the default model comes first."""
        return cls(
            lanes=now.lanes,
            busy_lanes=now.busy_lanes,
            lane_utilisation=now.lane_utilisation,
            real_time_factor=now.real_time_factor,
            models=[ModelStatusAnswer.of(model) for model in models],
        )


class StatusAnswer(BaseModel):
    """The state of the service; `history` covers the last hour with a sample every 10 s.

    `processes` are the lanes of all processes. Each reports them every 10 s, and one that has
    reported nothing for 35 s is left out.
    """

    at: datetime
    queue: QueueStatusAnswer
    engine: EngineStatusAnswer
    processes: Sequence[ProcessLanesAnswer]
    recent_failures: Sequence[DeadLetterAnswer]
    history: Sequence[SampleAnswer]

    @classmethod
    def of(cls, status: ServiceStatus) -> Self:
        """Convert the status."""
        return cls(
            at=status.now.at,
            queue=QueueStatusAnswer.model_validate(status.now),
            engine=EngineStatusAnswer.of(status.models, status.now),
            processes=[ProcessLanesAnswer.model_validate(each) for each in status.processes],
            recent_failures=[DeadLetterAnswer.of(job) for job in status.failures],
            history=[SampleAnswer.model_validate(sample) for sample in status.history],
        )
