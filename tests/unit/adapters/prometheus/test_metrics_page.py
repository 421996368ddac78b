import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs
from typing_extensions import override

from adapters.memory.cache import MemoryCache
from adapters.prometheus.backlog import BacklogMetrics
from adapters.prometheus.caches import CacheMetrics
from adapters.prometheus.engine import EngineMetrics
from adapters.prometheus.job_events import PrometheusJobEvents
from adapters.prometheus.machine import MachineMetrics
from adapters.prometheus.metrics_page import PrometheusMetricsPage
from adapters.prometheus.registry import create_registry
from adapters.prometheus.request_meter import PrometheusRequestMeter
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.prometheus.sources import MetricSource, Reading
from application.ports.engine import EngineMonitor, ModelMetrics, Tally
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWork
from domain.errors.capacity import DatabaseUnavailableError
from domain.options import ModelName
from tests.contracts.event_publisher import a_life
from tests.memory.clock import NOON, MemoryClock
from tests.memory.database import MemoryDatabase
from tests.memory.queue import MemoryJobQueue
from tests.memory.unit_of_work import MemoryUnitOfWork
from tests.samples import a_job
from tests.services import do_without

DIGITS = ModelMetrics(
    name=ModelName("digits"),
    loaded=True,
    bytes_held=1_000_000,
    lanes=4,
    busy_lanes=3,
    busy_seconds=12.5,
    windows_waiting=8,
    windows_done=100,
    audio_seconds=3_000.0,
    window_wait_seconds=Tally(100, 5.0, 0.4),
    batch_fill=Tally(50, 40.0, 1.0),
    real_time_factor=Tally(10, 0.5, 0.1),
    load_seconds=Tally(1, 0.2, 0.2),
    load_failures=2,
    fallbacks={"compression_ratio": 3, "log_probability": 1},
)


class StillEngine(EngineMonitor):
    def __init__(self, *models: ModelMetrics) -> None:
        self._models = models

    @override
    def metrics(self) -> Sequence[ModelMetrics]:
        return self._models


class House:
    """Everything that has metrics."""

    def __init__(self, folder: Path) -> None:
        self.clock = MemoryClock()
        self.database = MemoryDatabase()
        self.queue = MemoryJobQueue()
        self.cache = MemoryCache(self.clock, capacity_bytes=1_000)
        self.registry = create_registry("1.2.3")
        self.errors = ResourceErrors(self.registry)
        self.meter = PrometheusRequestMeter(self.registry)
        self.events = PrometheusJobEvents(self.registry, self.errors)
        backlog = BacklogMetrics(
            self.unit_of_work, self.queue, self.clock, capacity=10, concurrency=2
        )
        sources: list[MetricSource] = [
            backlog,
            CacheMetrics({"jobs": self.cache}),
            EngineMetrics(StillEngine(DIGITS)),
            MachineMetrics(folder),
        ]
        self.page = PrometheusMetricsPage(self.registry, sources, self.clock)

    def unit_of_work(self) -> UnitOfWork:
        return MemoryUnitOfWork(self.database, self.queue)

    async def text(self) -> str:
        return (await self.page.render())[0].decode()

    async def values(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        families = text_string_to_metric_families(await self.text())
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def key(name: str, **labels: Any) -> tuple[str, frozenset[tuple[str, str]]]:
    return f"whisper_{name}", frozenset(labels.items())


async def fill(house: House) -> None:
    """Let a job of each kind be there, and count one of everything."""
    queued = a_job(created_at=NOON)
    async with house.unit_of_work() as uow:
        await uow.jobs.add(queued)
        await uow.jobs.add(a_job().cancelled(at=NOON))
        await uow.enqueue(JobMessage(queued.id))
        await uow.commit()
    await house.cache.get("nothing")
    for event in a_life():
        await house.events.publish(event)
    with house.meter.measure("GET") as outcome:
        outcome.status_code = 200


async def test_waiting_jobs_are_counted_by_status_and_age(house: House) -> None:
    await fill(house)
    await house.clock.advance(90)
    values = await house.values()
    assert values[key("jobs", status="queued")] == 1
    assert values[key("jobs", status="cancelled")] == 1
    assert values[key("jobs", status="failed")] == 0
    assert values[key("queue_depth")] == 1
    assert values[key("queue_oldest_age_seconds")] == 90
    assert values[key("queue_audio_seconds")] == 10
    assert values[key("resource_saturation_ratio", resource="queue")] == 0.1
    assert values[key("resource_utilization_ratio", resource="queue")] == 0


async def test_an_empty_queue_has_no_age(house: House) -> None:
    assert (await house.values())[key("queue_oldest_age_seconds")] == 0


async def test_the_page_has_the_lanes_and_windows_of_the_engine(house: House) -> None:
    values = await house.values()
    assert values[key("model_loaded", model="digits")] == 1
    assert values[key("model_windows_total", model="digits")] == 100
    assert values[key("model_window_wait_seconds_sum", model="digits")] == 5.0
    assert values[key("model_window_wait_seconds_count", model="digits")] == 100
    assert values[key("model_load_failures_total", model="digits")] == 2
    reason = {"model": "digits", "reason": "compression_ratio"}
    assert values[key("model_fallbacks_total", **reason)] == 3
    assert values[key("resource_utilization_ratio", resource="model_lanes")] == 0.75
    assert values[key("resource_saturation_ratio", resource="model_lanes")] == 2.0


async def test_an_engine_without_models_is_idle() -> None:
    (usage,) = (await EngineMetrics(StillEngine()).read()).usages
    assert (usage.utilization, usage.saturation) == (0.0, 0.0)


async def test_the_page_has_hits_and_misses_of_the_cache(house: House) -> None:
    await house.cache.put("a", b"b", ttl_seconds=60)
    await house.cache.get("a")
    await house.cache.get("b")
    values = await house.values()
    assert values[key("cache_hits_total", cache="jobs")] == 1
    assert values[key("cache_misses_total", cache="jobs")] == 1
    assert values[key("cache_errors_total", cache="jobs")] == 0
    assert values[key("cache_bytes", cache="jobs")] > 0


async def test_the_page_has_the_usage_of_every_resource(house: House) -> None:
    values = await house.values()
    for resource in ("cpu", "memory", "disk", "queue", "model_lanes"):
        assert 0 <= values[key("resource_utilization_ratio", resource=resource)] <= 1
        assert values[key("resource_saturation_ratio", resource=resource)] >= 0
        assert values[key("resource_errors_total", resource=resource)] == 0


async def test_the_page_has_its_time_and_the_running_version(house: House) -> None:
    values = await house.values()
    assert values[key("metrics_last_scrape_timestamp")] == NOON.timestamp()
    (build,) = (labels for name, labels in values if name == "whisper_build_info")
    assert ("version", "1.2.3") in build


async def test_without_its_database_the_page_still_shows_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> UnitOfWork:
        raise DatabaseUnavailableError

    monkeypatch.setattr(MemoryUnitOfWork, "__aenter__", away)
    with capture_logs() as lines:
        values = await house.values()
    assert key("queue_depth") not in values
    assert values[key("metrics_source_failures_total", source="backlog")] == 1
    assert key("cache_hits_total", cache="jobs") in values
    assert [line["event"] for line in lines] == ["figures_missing"]


async def test_a_source_that_takes_too_long_is_left_out() -> None:
    class Stuck(MetricSource):
        @property
        @override
        def name(self) -> str:
            return "stuck"

        @override
        async def read(self) -> Reading:
            raise TimeoutError

    page = PrometheusMetricsPage(CollectorRegistry(), [Stuck()], MemoryClock())
    with capture_logs():
        body, _ = await page.render()
    assert b'whisper_metrics_source_failures_total{source="stuck"} 1.0' in body


async def test_promtool_finds_no_fault(house: House) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        do_without("promtool is not installed (Debian: apt-get install prometheus)")
    await fill(house)
    text = await house.text()
    assert "_created" not in text
    checked = subprocess.run(  # noqa: ASYNC221  # milliseconds, and nothing else runs
        [promtool, "check", "metrics"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
