"""Port: counts requests for rate limits."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `requests` requests in `seconds` seconds; `name` is shown to clients."""

    name: str
    requests: int
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class RateState:
    """The state of a rate after a request: what is left, and the seconds until it is reset."""

    rate: Rate
    remaining: int
    reset_seconds: int
    exceeded: bool = False


class RateLimiter(Protocol):
    """Counts by key in fixed windows; a window starts with a key's first request."""

    @abstractmethod
    async def count(self, rate: Rate, key: str) -> RateState:
        """Count a request and return the state of the rate. It never fails its caller."""
