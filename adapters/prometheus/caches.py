"""Metrics of the caches."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client.metrics_core import Metric
from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, counters, gauges
from application.ports.cache import Cache, CacheStatistics

TIMEOUT_SECONDS: Final = 3.0

Statistic = Callable[[CacheStatistics], int | None]

_COUNTERS: Final[Mapping[str, tuple[str, Statistic]]] = {
    "whisper_cache_hits_total": ("Look-ups that the cache answered.", lambda c: c.hits),
    "whisper_cache_misses_total": ("Look-ups that it could not answer.", lambda c: c.misses),
    "whisper_cache_errors_total": ("Times it could not be asked.", lambda c: c.errors),
    "whisper_cache_evictions_total": ("Entries that made room.", lambda c: c.evictions),
}


class CacheMetrics(MetricSource):
    """Hits, misses, errors and memory of each cache; values that a cache lacks are left out."""

    def __init__(self, caches: Mapping[str, Cache]) -> None:
        self._caches = caches

    @property
    @override
    def name(self) -> str:
        return "caches"

    @override
    async def read(self) -> Reading:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            known = {name: await cache.statistics() for name, cache in self._caches.items()}
        return Reading(_families(known))


def _families(known: Mapping[str, CacheStatistics]) -> list[Metric]:
    return [
        *(
            counters(name, text, "cache", _told(known, statistic))
            for name, (text, statistic) in _COUNTERS.items()
        ),
        gauges(
            "whisper_cache_bytes",
            "Memory that the cache holds.",
            "cache",
            _told(known, lambda cache: cache.bytes_held),
        ),
    ]


def _told(known: Mapping[str, CacheStatistics], statistic: Statistic) -> dict[str, float]:
    told = ((name, statistic(statistics)) for name, statistics in known.items())
    return {name: value for name, value in told if value is not None}
