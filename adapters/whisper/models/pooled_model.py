"""A model in the pool, from the first request for it until it is unloaded."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Timer
from typing import Final

import structlog

from adapters.whisper.heap import return_free_memory
from adapters.whisper.models.loading import LoadedModel
from domain.options import ModelName

# A lane ends after its current batch, which takes a few seconds.
_LANES_END_SECONDS: Final = 10.0

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


@dataclass(eq=False, slots=True)
class PooledModel:
    """A model that is being loaded, in use, or idle. Change it only under the pool's lock."""

    name: ModelName
    outcome: Future[LoadedModel] = field(default_factory=Future)
    uses: int = 0
    size_bytes: int = 0
    download: float | None = 0.0  # the share that is on disk, from 0 to 1; None once it is complete
    released_at: float = 0.0
    timer: Timer | None = None

    @property
    def model(self) -> LoadedModel | None:
        """The model once it is loaded."""
        failed = not self.outcome.done() or self.outcome.exception() is not None
        return None if failed else self.outcome.result()

    def cancel_unloading(self) -> None:
        """Cancel the timer that would unload the model."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def unload(self) -> LoadedModel | None:
        """Unload the model: its lanes end after their current batch."""
        self.cancel_unloading()
        model = self.model
        if model is not None:
            model.scheduler.stop()
            model.metrics.unloaded()
            log.info("model_unloaded", model=self.name)
            _return_memory_soon()
        return model


def _return_memory_soon() -> None:
    """Return the model's memory to the kernel once its lanes have ended and released it."""
    timer = Timer(_LANES_END_SECONDS, return_free_memory)
    timer.daemon = True
    timer.start()
