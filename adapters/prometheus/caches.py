"""How well the caches do."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Protocol

from typing_extensions import override

from adapters.prometheus.sources import FigureSource, Reading, counters, gauges


class CacheStatistics(Protocol):
    """What a cache counts about itself."""

    @property
    @abstractmethod
    def hits(self) -> int:
        """How often it knew the answer."""

    @property
    @abstractmethod
    def misses(self) -> int:
        """How often it did not."""

    @property
    @abstractmethod
    def errors(self) -> int:
        """How often it could not be asked."""

    @property
    @abstractmethod
    def bytes_held(self) -> int:
        """How much memory its entries take, as far as it knows."""


class CacheFigures(FigureSource):
    """Hits, misses, errors and memory by cache."""

    def __init__(self, caches: Mapping[str, CacheStatistics]) -> None:
        self._caches = caches

    @property
    @override
    def name(self) -> str:
        return "caches"

    @override
    async def read(self) -> Reading:
        caches = self._caches.items()
        return Reading(
            [
                counters(
                    "whisper_cache_hits_total",
                    "Look-ups that the cache answered.",
                    "cache",
                    {name: cache.hits for name, cache in caches},
                ),
                counters(
                    "whisper_cache_misses_total",
                    "Look-ups that the cache could not answer.",
                    "cache",
                    {name: cache.misses for name, cache in caches},
                ),
                counters(
                    "whisper_cache_errors_total",
                    "Times the cache could not be asked.",
                    "cache",
                    {name: cache.errors for name, cache in caches},
                ),
                gauges(
                    "whisper_cache_bytes",
                    "Memory that the cache holds.",
                    "cache",
                    {name: cache.bytes_held for name, cache in caches},
                ),
            ]
        )
