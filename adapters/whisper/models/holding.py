"""One model in the pool, from the moment that somebody asks for it until it is unloaded."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Timer
from typing import Final

import structlog

from adapters.whisper.heap import give_back
from adapters.whisper.models.loading import LoadedModel
from domain.options import ModelName

# A lane ends after the batch it is at, which takes a few seconds.
_LANES_END_SECONDS: Final = 10.0

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Holding:
    """A model that is being loaded, in use, or idle. Changed under the pool's lock only."""

    name: ModelName
    outcome: Future[LoadedModel] = field(default_factory=Future)
    uses: int = 0
    size_bytes: int = 0
    download: float | None = 0.0  # the share of it that is on disk; None once all of it is
    released_at: float = 0.0
    timer: Timer | None = None

    @property
    def model(self) -> LoadedModel | None:
        """The model once it is loaded."""
        failed = not self.outcome.done() or self.outcome.exception() is not None
        return None if failed else self.outcome.result()

    def stay(self) -> None:
        """Call off the unloading that was planned."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def drop(self) -> LoadedModel | None:
        """Let the model go: its lanes end after the batch they are at."""
        self.stay()
        model = self.model
        if model is not None:
            model.scheduler.stop()
            model.metrics.unloaded()
            log.info("model_unloaded", model=self.name)
            _give_back_soon()
        return model


def _give_back_soon() -> None:
    """Give the model's memory to the kernel once its lanes have ended and let go of it."""
    timer = Timer(_LANES_END_SECONDS, give_back)
    timer.daemon = True
    timer.start()
