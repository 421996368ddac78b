"""Metrics that are read at each scrape and not counted as things happen."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.metrics_core import Metric


@dataclass(frozen=True, slots=True)
class Usage:
    """How busy a resource is (0 to 1), and how much of the demand has to wait.

    These are two thirds of the USE method (Brendan Gregg, 2012); errors are counted as they happen.
    """

    resource: str
    utilization: float
    saturation: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The values of a source at one moment."""

    families: Sequence[Metric] = ()
    usages: Sequence[Usage] = ()


class MetricSource(Protocol):
    """A source of metrics that is read at every scrape."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The label under which failures of this source are counted."""

    @abstractmethod
    async def read(self) -> Reading:
        """Read the present values. May raise TranscriberError, OSError or TimeoutError."""


def gauge(name: str, text: str, value: float) -> Metric:
    """Make a gauge with one value."""
    return GaugeMetricFamily(name, text, value=value)


def gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    """Make a gauge with a value for each value of its label."""
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def counters(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    """Make a counter with a value for each value of its label; the name ends in `_total`."""
    family = CounterMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def summaries(name: str, text: str, label: str, values: Mapping[str, tuple[int, float]]) -> Metric:
    """Make a summary of (count, sum) for each value of its label."""
    family = SummaryMetricFamily(name, text, labels=[label])
    for key, (count, total) in values.items():
        family.add_metric([key], count_value=count, sum_value=total)
    return family
