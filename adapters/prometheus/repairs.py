"""Count and log what the service repaired."""

import structlog
from prometheus_client import CollectorRegistry, Counter
from typing_extensions import override

from application.ports.repairs import Repair, RepairLog


class PrometheusRepairs(RepairLog):
    """Counts repairs by kind, each from 0 at the start, and logs a line for each repair."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._repairs = Counter(
            "whisper_repairs_total",
            "Things that the service put right by itself.",
            ["repair"],
            registry=registry,
        )
        self._refused = Counter(
            "whisper_repairs_refused_total",
            "Repairs that the service did not make, since somebody has to look first.",
            ["repair"],
            registry=registry,
        )
        for repair in Repair:
            self._repairs.labels(repair.value)
            self._refused.labels(repair.value)

    @override
    def note(self, repair: Repair, subject: str, *, count: int = 1) -> None:
        self._repairs.labels(repair.value).inc(count)
        structlog.get_logger().warning(
            "repaired", repair=repair.value, subject=subject, count=count
        )

    @override
    def refuse(self, repair: Repair, reason: str) -> None:
        self._refused.labels(repair.value).inc()
        structlog.get_logger().error("repair_refused", repair=repair.value, reason=reason)
