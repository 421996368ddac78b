"""Port: slows down repeated failed logins."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """How failures slow down what comes next; all times in seconds.

    The first `free` failures cost nothing; then the wait is `first_wait`, and doubles up to
    `longest_wait`. Whoever fails no more for `memory` starts afresh.
    """

    free: int = 5
    first_wait: float = 1.0
    longest_wait: float = 900.0
    memory: float = 3600.0

    def wait(self, failures: int) -> float:
        """Give the wait after the last of so many failures in a row."""
        if failures <= self.free:
            return 0.0
        doublings = min(failures - self.free - 1, 64)  # 2.0**1024 would overflow
        return min(self.longest_wait, self.first_wait * 2.0**doublings)


class AttemptLimiter(Protocol):
    """Counts failures by key (a user name, an address); a success clears its keys."""

    @abstractmethod
    async def ensure_allowed(self, *keys: str) -> None:
        """Return if none of the keys is slowed down now; TooManyAttemptsError otherwise."""

    @abstractmethod
    async def failed(self, *keys: str) -> None:
        """Count a failure against each key; after a few, each one doubles the wait."""

    @abstractmethod
    async def succeeded(self, *keys: str) -> None:
        """Forget the failures of these keys."""
