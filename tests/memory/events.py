from typing_extensions import override

from application.ports.events import EventPublisher
from domain.events import JobEvent


class MemoryEvents(EventPublisher):
    """Remembers in `published` what it was told, oldest first."""

    def __init__(self) -> None:
        self.published: list[JobEvent] = []

    @override
    async def publish(self, event: JobEvent) -> None:
        self.published.append(event)
