"""Render all metrics in Prometheus' text format."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, gauge, gauges
from application.concurrency.single_flight import SingleFlight
from application.ports.clock import Clock
from application.ports.telemetry import MetricsPage
from domain.errors.kinds import TranscriberError


class PrometheusMetricsPage(MetricsPage):
    """All counters, and the present values of the sources; failing sources are left out.

    A failing source is counted. prometheus_client also writes when each counter was made
    (`_created`). Nobody needs that, and it can only be turned off for the whole process, so it is
    removed here.
    """

    def __init__(
        self, registry: CollectorRegistry, sources: Sequence[MetricSource], clock: Clock
    ) -> None:
        self._registry = registry
        self._sources = sources
        self._clock = clock
        self._failures = Counter(
            "whisper_metrics_source_failures_total",
            "Times a source of metrics could not be read.",
            ["source"],
            registry=registry,
        )
        for source in sources:
            self._failures.labels(source.name)
        # Without METRICS_TOKEN anybody may ask, and the sources ask the database.
        self._page = SingleFlight(self._rendered)

    @override
    async def render(self) -> tuple[bytes, str]:
        return await self._page()

    async def _rendered(self) -> tuple[bytes, str]:
        readings = await asyncio.gather(*(self._read(source) for source in self._sources))
        families = [
            *(family for reading in readings for family in reading.families),
            *_usage(readings),
            gauge(
                "whisper_metrics_last_scrape_timestamp",
                "When these metrics were read, in seconds since 1970.",
                self._clock.now().timestamp(),
            ),
        ]
        return generate_latest(_Page(self._registry, families)), CONTENT_TYPE_LATEST

    async def _read(self, source: MetricSource) -> Reading:
        try:
            return await source.read()
        except (TranscriberError, OSError, TimeoutError) as error:
            structlog.get_logger().warning(
                "figures_missing", source=source.name, error=type(error).__name__
            )
            self._failures.labels(source.name).inc()
            return Reading()


class _Page(Collector):
    """Everything on one page."""

    def __init__(self, registry: CollectorRegistry, families: Sequence[Metric]) -> None:
        self._registry = registry
        self._families = families

    @override
    def collect(self) -> Iterator[Metric]:
        for family in (*self._registry.collect(), *self._families):
            family.samples = [s for s in family.samples if not s.name.endswith("_created")]
            yield family


def _usage(readings: Iterable[Reading]) -> Sequence[Metric]:
    usages = [usage for reading in readings for usage in reading.usages]
    return [
        gauges(
            "whisper_resource_utilization_ratio",
            "How busy a resource is, from 0 to 1.",
            "resource",
            {usage.resource: usage.utilization for usage in usages},
        ),
        gauges(
            "whisper_resource_saturation_ratio",
            "How much waits for a resource, over what it takes at once.",
            "resource",
            {usage.resource: usage.saturation for usage in usages},
        ),
    ]
