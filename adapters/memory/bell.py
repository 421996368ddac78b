import asyncio

from typing_extensions import override

from application.ports.events import EventPublisher
from application.ports.webhooks import Bell
from domain.events import JobEvent


class MemoryBell(Bell):
    """A bell for this process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    @override
    def ring(self) -> None:
        self._rung.set()

    @override
    async def rung(self) -> None:
        await self._rung.wait()
        self._rung.clear()


class RingAtTheEnd(EventPublisher):
    """Rings when a job has ended of which somebody wants to hear."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    @override
    async def publish(self, event: JobEvent) -> None:
        if event.job.status.ended and event.job.webhook_url is not None:
            self._bell.ring()
