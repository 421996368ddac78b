"""What the service put right by itself, counted and logged."""

import structlog
from prometheus_client import CollectorRegistry, Counter
from typing_extensions import override

from application.ports.repairs import Repair, RepairLog


class PrometheusRepairs(RepairLog):
    """Counts repairs by kind, each there from the start with 0, and logs a line for each."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._repairs = Counter(
            "whisper_repairs_total",
            "Things that the service put right by itself.",
            ["repair"],
            registry=registry,
        )
        for repair in Repair:
            self._repairs.labels(repair.value)

    @override
    def note(self, repair: Repair, subject: str, *, count: int = 1) -> None:
        self._repairs.labels(repair.value).inc(count)
        structlog.get_logger().warning(
            "repaired", repair=repair.value, subject=subject, count=count
        )
