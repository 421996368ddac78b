"""Measure rate, errors and duration of requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from typing_extensions import override

from application.ports.telemetry import RequestMeter, RequestOutcome

# Clients can invent methods, and each label value lives as long as the process.
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Seconds: from a cached look-up to an upload of gigabytes.
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class PrometheusRequestMeter(RequestMeter):
    """Counts and times requests by method, route and status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "whisper_http_requests_total",
            "Requests that were answered.",
            ["method", "endpoint", "status_code"],
            registry=registry,
        )
        self._seconds = Histogram(
            "whisper_http_request_duration_seconds",
            "Time from the head of a request to the end of its answer.",
            ["method", "endpoint"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._in_progress = Gauge(
            "whisper_http_requests_in_progress",
            "Requests that are being answered now.",
            ["method"],
            registry=registry,
        )

    @contextmanager
    @override
    def measure(self, method: str) -> Iterator[RequestOutcome]:
        label = method if method in METHODS else "OTHER"
        outcome = RequestOutcome()
        began = perf_counter()
        with self._in_progress.labels(label).track_inprogress():
            try:
                yield outcome
            finally:
                endpoint = outcome.endpoint
                self._requests.labels(label, endpoint, str(outcome.status_code)).inc()
                self._seconds.labels(label, endpoint).observe(perf_counter() - began)
