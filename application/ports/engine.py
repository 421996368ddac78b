"""Port: reports the metrics of the transcription engine."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class Tally:
    """The number, the sum and the maximum of measured values."""

    count: int = 0
    total: float = 0.0
    largest: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelMetrics:
    """What one model has done since the process started, in seconds and bytes.

    `lanes` is how many batches the model works on at once (0 while it is not in memory),
    `busy_lanes` how many of them have work now. `real_time_factor` tallies work seconds per audio
    second of whole recordings, `batch_fill` the used share of the largest batch.
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
    """Reports on the models; cheap enough for every scrape."""

    @abstractmethod
    def metrics(self) -> Sequence[ModelMetrics]:
        """Return the metrics of every model that has been used."""
