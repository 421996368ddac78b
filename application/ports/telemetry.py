"""Port: measures HTTP requests, and writes the metrics page."""

from abc import abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class RequestOutcome:
    """What is known of a request after its answer.

    `endpoint` is the template of the route, never the raw path; all unknown paths are `unmatched`.
    """

    endpoint: str = "unmatched"
    status_code: int = 500


class RequestMeter(Protocol):
    """Counts requests and measures their time."""

    @abstractmethod
    def measure(self, method: str) -> AbstractContextManager[RequestOutcome]:
        """Measure the time of the block; the caller fills in the outcome before it ends."""


class MetricsPage(Protocol):
    """All metrics of this process, in the format of a monitoring system."""

    @abstractmethod
    async def render(self) -> tuple[bytes, str]:
        """Return the body and its media type."""
