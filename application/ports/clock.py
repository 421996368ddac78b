"""Port: tells the time and sleeps, so that tests need not wait."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, and waiting for it."""

    @abstractmethod
    def now(self) -> datetime:
        """Say what time it is, with the zone UTC."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds; cancelling it is safe."""
