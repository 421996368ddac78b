"""Metrics of the models and their lanes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from prometheus_client.core import CounterMetricFamily
from prometheus_client.metrics_core import Metric
from typing_extensions import override

from adapters.prometheus.sources import (
    MetricSource,
    Reading,
    Usage,
    counters,
    gauges,
    summaries,
)
from application.ports.engine import EngineMonitor, ModelMetrics, Tally

Sum = Callable[[ModelMetrics], float]
Tallied = Callable[[ModelMetrics], Tally]

_GAUGES: Final[Mapping[str, tuple[str, Sum]]] = {
    "whisper_model_loaded": ("1 while the model is in memory.", lambda m: m.loaded),
    "whisper_model_bytes": ("Memory that the model takes.", lambda m: m.bytes_held),
    "whisper_model_lanes": ("Batches the model can work on at once.", lambda m: m.lanes),
    "whisper_model_lanes_busy": ("Lanes that have work now.", lambda m: m.busy_lanes),
    "whisper_model_windows_waiting": ("Windows that wait for a lane.", lambda m: m.windows_waiting),
}
_COUNTERS: Final[Mapping[str, tuple[str, Sum]]] = {
    "whisper_model_lane_seconds_total": ("Time lanes were busy.", lambda m: m.busy_seconds),
    "whisper_model_windows_total": ("Windows that were transcribed.", lambda m: m.windows_done),
    "whisper_model_audio_seconds_total": ("Audio that was heard.", lambda m: m.audio_seconds),
    "whisper_model_load_failures_total": ("Loads that failed.", lambda m: m.load_failures),
}
_SUMMARIES: Final[Mapping[str, tuple[str, Tallied]]] = {
    "whisper_model_window_wait_seconds": (
        "Time windows waited for a lane.",
        lambda m: m.window_wait_seconds,
    ),
    "whisper_model_batch_fill_ratio": ("Share of a batch in use.", lambda m: m.batch_fill),
    "whisper_model_real_time_factor_ratio": (
        "Work seconds per second of audio.",
        lambda m: m.real_time_factor,
    ),
    "whisper_model_load_seconds": ("Time loading the model took.", lambda m: m.load_seconds),
}


class EngineMetrics(MetricSource):
    """The models that have been used, and how busy their lanes are."""

    def __init__(self, engine: EngineMonitor) -> None:
        self._engine = engine

    @property
    @override
    def name(self) -> str:
        return "engine"

    @override
    async def read(self) -> Reading:
        models = self._engine.metrics()
        return Reading(_families(models), (_lanes(models),))


def _lanes(models: Sequence[ModelMetrics]) -> Usage:
    lanes = sum(model.lanes for model in models)
    busy = sum(model.busy_lanes for model in models)
    waiting = sum(model.windows_waiting for model in models)
    return Usage("model_lanes", busy / lanes if lanes else 0.0, waiting / max(1, lanes))


def _families(models: Sequence[ModelMetrics]) -> Sequence[Metric]:
    return [
        *(
            gauges(name, text, "model", {m.name: value(m) for m in models})
            for name, (text, value) in _GAUGES.items()
        ),
        *(
            counters(name, text, "model", {m.name: value(m) for m in models})
            for name, (text, value) in _COUNTERS.items()
        ),
        *(
            summaries(name, text, "model", {m.name: _pair(tally(m)) for m in models})
            for name, (text, tally) in _SUMMARIES.items()
        ),
        _fallbacks(models),
    ]


def _pair(tally: Tally) -> tuple[int, float]:
    return tally.count, tally.total


def _fallbacks(models: Sequence[ModelMetrics]) -> Metric:
    family = CounterMetricFamily(
        "whisper_model_fallbacks_total",
        "Windows that were decoded again because a check failed.",
        labels=["model", "reason"],
    )
    for model in models:
        for reason, count in model.fallbacks.items():
            family.add_metric([model.name, reason], count)
    return family
