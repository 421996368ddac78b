"""Port: publishes events of jobs."""

from abc import abstractmethod
from typing import Protocol

from domain.events import JobEvent


class EventPublisher(Protocol):
    """Passes on a committed event. It never fails its caller."""

    @abstractmethod
    async def publish(self, event: JobEvent) -> None:
        """Tell all listeners."""
