"""Port: slows down repeated failed logins."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """How failed attempts slow down the next ones; all times are in seconds.

    The first `free` failures cost nothing. After that the wait is `first_wait`, and it doubles with
    each failure up to `longest_wait`. The count starts again after `memory` seconds without a
    failure.
    """

    free: int = 5
    first_wait: float = 1.0
    longest_wait: float = 900.0
    memory: float = 3600.0

    def wait(self, failures: int) -> float:
        """Return the wait after this many failures in a row."""
        if failures <= self.free:
            return 0.0
        doublings = min(failures - self.free - 1, 64)  # 2.0**1024 would overflow
        return min(self.longest_wait, self.first_wait * 2.0**doublings)


class AttemptLimiter(Protocol):
    """Counts failures by key (a user name or an address); a success clears its keys."""

    @abstractmethod
    async def ensure_allowed(self, *keys: str) -> None:
        """Return if no key is slowed down now. Raises TooManyAttemptsError otherwise."""

    @abstractmethod
    async def failed(self, *keys: str) -> None:
        """Count a failure for each key; after the free ones, each failure doubles the wait."""

    @abstractmethod
    async def succeeded(self, *keys: str) -> None:
        """Forget the failures of these keys."""
