from collections.abc import Sequence

from typing_extensions import override

from application.ports.engine import EngineMonitor, ModelMetrics, Tally
from domain.options import ModelName


class MemoryEngine(EngineMonitor):
    """An engine that is told what it has done."""

    def __init__(self, *models: ModelMetrics) -> None:
        self.models: Sequence[ModelMetrics] = models

    @override
    def metrics(self) -> Sequence[ModelMetrics]:
        return self.models


def busy_model(
    name: str = "digits", *, lanes: int = 2, busy_lanes: int = 0, busy_seconds: float = 0.0
) -> ModelMetrics:
    """Describe a loaded model that has been busy for so long."""
    return ModelMetrics(
        name=ModelName(name),
        loaded=True,
        bytes_held=1_000,
        lanes=lanes,
        busy_lanes=busy_lanes,
        busy_seconds=busy_seconds,
        windows_waiting=0,
        windows_done=0,
        audio_seconds=0.0,
        window_wait_seconds=Tally(),
        batch_fill=Tally(),
        real_time_factor=Tally(),
        load_seconds=Tally(),
        load_failures=0,
        fallbacks={},
    )
