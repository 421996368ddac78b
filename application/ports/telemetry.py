"""Port: measures HTTP requests, and writes the metrics page."""

from abc import abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class RequestOutcome:
    """What is known of a request once it has been answered.

    `endpoint` is the route's template, never the raw path; unknown paths are all `unmatched`.
    """

    endpoint: str = "unmatched"
    status_code: int = 500


class RequestMeter(Protocol):
    """Counts and times requests."""

    @abstractmethod
    def measure(self, method: str) -> AbstractContextManager[RequestOutcome]:
        """Time what happens inside; the caller fills in the outcome before it leaves."""


class MetricsPage(Protocol):
    """All metrics of this process, as a monitoring system reads them."""

    @abstractmethod
    async def render(self) -> tuple[bytes, str]:
        """Give the body and its media type."""
