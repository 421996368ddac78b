"""Remember for two seconds how fast a model has been."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.jobs import JobRepository
from domain.options import ModelName

REMEMBERED: Final = timedelta(seconds=2)


@dataclass(slots=True)
class ModelSpeed:
    """Remembers a model's real-time factor (work seconds per audio second) for two seconds.

    A watcher asks several times a second, and the factor changes slowly: it covers twenty jobs.
    """

    clock: Clock
    _known: dict[ModelName, tuple[datetime, float | None]] = field(default_factory=dict, init=False)

    async def __call__(self, jobs: JobRepository, model: ModelName) -> float | None:
        """Give the factor; None where nothing has been measured yet."""
        now = self.clock.now()
        if model in self._known:
            looked_at, factor = self._known[model]
            if abs(now - looked_at) < REMEMBERED:
                return factor
        factor = await jobs.real_time_factor(model)
        self._known[model] = now, factor
        return factor
