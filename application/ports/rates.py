"""Port: counts requests for rate limits."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests in a window of so many seconds; `name` is shown to clients."""

    name: str
    requests: int
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class RateState:
    """How a rate stands after a request: what is left of it, and the seconds until it is whole."""

    rate: Rate
    remaining: int
    reset_seconds: int
    exceeded: bool = False


class RateLimiter(Protocol):
    """Counts by key in fixed windows, which begin with a key's first request."""

    @abstractmethod
    async def count(self, rate: Rate, key: str) -> RateState:
        """Count a request, and say how the rate stands. It never fails its caller."""
