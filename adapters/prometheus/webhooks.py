"""Metrics of webhooks: the outcome of each attempt, and what waits in the outbox."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from typing_extensions import override

from adapters.prometheus.sources import MetricSource, Reading, gauge
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import WebhookTransport
from domain.webhooks import Outcome, Reply

TIMEOUT_SECONDS: Final = 3.0
# Seconds; an attempt times out after 15.
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class ObservedWebhookTransport(WebhookTransport):
    """Counts attempts by outcome, each from 0 at the start, and measures their time."""

    def __init__(self, transport: WebhookTransport, registry: CollectorRegistry) -> None:
        self._transport = transport
        self._attempts = Counter(
            "whisper_webhook_attempts_total",
            "Attempts to deliver a webhook, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "whisper_webhook_attempt_seconds",
            "How long receivers take to answer.",
            buckets=BUCKETS,
            registry=registry,
        )
        for outcome in Outcome:
            self._attempts.labels(outcome.value)

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        began = time.perf_counter()
        reply = await self._transport.post(url, headers, body)
        self._seconds.observe(time.perf_counter() - began)
        self._attempts.labels(reply.outcome.value).inc()
        return reply


class OutboxMetrics(MetricSource):
    """The number of undelivered webhooks, and the age of the oldest."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    @property
    @override
    def name(self) -> str:
        return "webhooks"

    @override
    async def read(self) -> Reading:
        async with asyncio.timeout(TIMEOUT_SECONDS), self._unit_of_work() as uow:
            backlog = await uow.deliveries.backlog()
        return Reading(
            [
                gauge(
                    "whisper_webhooks_pending",
                    "Webhooks that have not been delivered nor given up.",
                    backlog.pending,
                ),
                gauge(
                    "whisper_webhooks_oldest_age_seconds",
                    "How long ago the oldest event happened that is not delivered; 0 without any.",
                    self._seconds_since(backlog.oldest_at),
                ),
                gauge(
                    "whisper_webhooks_overdue_seconds",
                    "For how long an attempt has been due that nobody has begun.",
                    self._seconds_since(backlog.due_since),
                ),
            ]
        )

    def _seconds_since(self, moment: datetime | None) -> float:
        return max(0.0, (self._clock.now() - moment).total_seconds()) if moment else 0.0
