"""Port: tells the time and sleeps, so that tests need not wait."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    @abstractmethod
    def now(self) -> datetime:
        """Return the present time, in UTC."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds; cancelling it is safe."""
