"""Wake the sender of webhooks in this process."""

import asyncio

from typing_extensions import override

from application.ports.events import EventPublisher
from application.ports.webhooks import WakeUp
from domain.events import JobEvent


class MemoryWakeUp(WakeUp):
    """Wakes waiters in this process."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()

    @override
    def wake(self) -> None:
        self._woken.set()

    @override
    async def wait(self) -> None:
        await self._woken.wait()
        self._woken.clear()


class WakeOnJobEnd(EventPublisher):
    """Wakes the sender of webhooks when a job that has a webhook ends."""

    def __init__(self, wake_up: WakeUp) -> None:
        self._wake_up = wake_up

    @override
    async def publish(self, event: JobEvent) -> None:
        if event.job.status.ended and event.job.webhook_url is not None:
            self._wake_up.wake()
