"""Pass each event to several listeners."""

import asyncio

import structlog
from typing_extensions import override

from application.ports.events import EventPublisher
from domain.events import JobEvent


class FanOutEvents(EventPublisher):
    """Tells every publisher; if one fails, its error is logged and the others are still told."""

    def __init__(self, *publishers: EventPublisher) -> None:
        self._publishers = publishers

    @override
    async def publish(self, event: JobEvent) -> None:
        outcomes = await asyncio.gather(
            *(publisher.publish(event) for publisher in self._publishers), return_exceptions=True
        )
        for publisher, outcome in zip(self._publishers, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                structlog.get_logger().error(
                    "event_not_published",
                    publisher=type(publisher).__name__,
                    job_event=type(event).__name__,
                    job_id=str(event.job.id),
                    exc_info=outcome,
                )
