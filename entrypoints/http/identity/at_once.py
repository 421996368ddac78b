"""Limits how many requests of one user, or of one address, run at the same time.

The server limits connections when it accepts them. Behind a reverse proxy all connections come from
the proxy's address, and one user may use many addresses; so requests are limited, too.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from aiohttp import web

from entrypoints.http.problems.refusals import Refusal
from entrypoints.http.services.http_services import vitals_of

RETRY_SECONDS: Final = 10


class TooManyAtOnce(Refusal):
    """A user or an address has as many running requests as allowed."""

    def __init__(self, most: int) -> None:
        detail = (
            f"You have {most:,} requests running, which is the limit. Wait until some have ended."
        )
        headers = {"Retry-After": str(RETRY_SECONDS)}
        super().__init__(429, "too_many_connections", detail, headers=headers)


class AtOnce:
    """Counts running requests by owner: a user or an address."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, whose: str) -> int:
        """Return how many requests of an owner are running."""
        return self._counts[whose]

    @contextmanager
    def one_more(self, whose: str, *, most: int) -> Iterator[None]:
        """Count a request while the context is open. Raises TooManyAtOnce."""
        if self._counts[whose] >= most:
            raise TooManyAtOnce(most)
        self._counts[whose] += 1
        try:
            yield
        finally:
            self._counts[whose] -= 1
            if not self._counts[whose]:
                del self._counts[whose]


AT_ONCE: Final = web.AppKey("at-once", AtOnce)
_PLACES: Final = web.RequestKey("places", ExitStack)


@contextmanager
def places_of(request: web.Request) -> Iterator[None]:
    """Keep the counts of one request until it has been answered."""
    with ExitStack() as places:
        request[_PLACES] = places
        yield


def take_place(request: web.Request, whose: str) -> None:
    """Count a request for an owner until it has been answered. Raises TooManyAtOnce."""
    most = vitals_of(request).policy.requests_at_once
    request[_PLACES].enter_context(request.app[AT_ONCE].one_more(whose, most=most))
