"""Port: reports the metrics of the transcription engine."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was measured, the sum of what was measured, and the largest of it."""

    count: int = 0
    total: float = 0.0
    largest: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelMetrics:
    """What one model has done since the process began; seconds and bytes throughout.

    `lanes` is how many batches it works on at once (0 while it is not in memory), `busy_lanes` how
    many of them have work right now. `real_time_factor` tallies work seconds per audio second of
    whole recordings, `batch_fill` the share of the largest batch that was used.
    """

    name: ModelName
    loaded: bool
    bytes_held: int
    lanes: int
    busy_lanes: int
    busy_seconds: float
    windows_waiting: int
    windows_done: int
    audio_seconds: float
    window_wait_seconds: Tally
    batch_fill: Tally
    real_time_factor: Tally
    load_seconds: Tally
    load_failures: int
    fallbacks: Mapping[str, int]


class EngineMonitor(Protocol):
    """Reports on the models; cheap enough to be asked at every scrape."""

    @abstractmethod
    def metrics(self) -> Sequence[ModelMetrics]:
        """Give the metrics of every model that was ever asked for."""
