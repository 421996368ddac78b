"""Count the errors of resources, the third part of the USE method."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter

RESOURCES: Final = ("cpu", "memory", "disk", "queue", "model_lanes")


class ResourceErrors:
    """Counts errors by resource, each from 0 at the start."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._errors = Counter(
            "whisper_resource_errors_total",
            "Errors that a resource caused.",
            ["resource"],
            registry=registry,
        )
        for resource in RESOURCES:
            self._errors.labels(resource)

    def count(self, resource: str) -> None:
        """Count one error of a resource."""
        self._errors.labels(resource).inc()
