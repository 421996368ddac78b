"""Sample the state of the service every ten seconds, and keep the last hour."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.ports.clock import Clock
from application.ports.engine import EngineMonitor
from application.ports.jobs import Backlog
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.kinds import UnavailableError
from domain.job import JobStatus
from domain.options import ModelName

SAMPLE_SECONDS: Final = 10.0
SAMPLES_KEPT: Final = 360  # an hour


@dataclass(frozen=True, slots=True)
class Sample:
    """How many jobs were queued and running at one moment.

    `lanes` and `busy_lanes` are those of this process; `lane_utilisation` is how much of the time
    since the last sample its lanes were busy, 0 to 1. `real_time_factor` is work seconds per second
    of audio over the default model's last jobs, wherever they ran; None before the first.
    """

    at: datetime
    queued: int
    processing: int
    queued_audio_seconds: float
    oldest_queued_seconds: float
    lanes: int
    busy_lanes: int
    lane_utilisation: float
    real_time_factor: float | None


@dataclass(frozen=True, slots=True)
class _Work:
    """The total time that lanes have been busy until a moment."""

    at: datetime
    busy_seconds: float


class StatusHistory:
    """Samples queue and engine, and keeps the last hour in memory."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        engine: EngineMonitor,
        clock: Clock,
        *,
        default_model: ModelName,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._engine = engine
        self._clock = clock
        self._default_model = default_model
        self._samples = deque[Sample](maxlen=SAMPLES_KEPT)
        self._work: _Work | None = None

    @property
    def samples(self) -> Sequence[Sample]:
        """The samples, the oldest first."""
        return tuple(self._samples)

    async def follow(self) -> None:
        """Take a sample every ten seconds until cancelled; a failed one leaves a gap."""
        while True:
            try:
                self._samples.append(await self.look())
                self._work = self._worked()
            except UnavailableError:
                self._work = None
            await self._clock.sleep(SAMPLE_SECONDS)

    async def look(self) -> Sample:
        """Take a sample. Raises DatabaseUnavailableError."""
        async with self._unit_of_work() as uow:
            backlog = await uow.jobs.backlog()
            factor = await uow.jobs.real_time_factor(self._default_model)
        models = self._engine.metrics()
        lanes = sum(model.lanes for model in models)
        busy = sum(model.busy_lanes for model in models)
        return Sample(
            at=self._clock.now(),
            queued=backlog.jobs.get(JobStatus.QUEUED, 0),
            processing=backlog.jobs.get(JobStatus.PROCESSING, 0),
            queued_audio_seconds=backlog.queued_audio_seconds,
            oldest_queued_seconds=self._waited(backlog),
            lanes=lanes,
            busy_lanes=busy,
            lane_utilisation=self._utilisation(lanes, busy),
            real_time_factor=factor,
        )

    def _worked(self) -> _Work:
        return _Work(self._clock.now(), sum(m.busy_seconds for m in self._engine.metrics()))

    def _utilisation(self, lanes: int, busy: int) -> float:
        """Compare with the last sample; without one, use the present moment alone."""
        if lanes == 0:
            return 0.0
        since, now = self._work, self._worked()
        passed = (now.at - since.at).total_seconds() if since else 0.0
        if since is None or passed <= 0:
            return busy / lanes
        return min(1.0, max(0.0, (now.busy_seconds - since.busy_seconds) / (passed * lanes)))

    def _waited(self, backlog: Backlog) -> float:
        if backlog.oldest_queued_at is None:
            return 0.0
        return max(0.0, (self._clock.now() - backlog.oldest_queued_at).total_seconds())
