"""How many requests of one user, or of one address, are answered at the same time.

Connections are counted where they are accepted. Behind a reverse proxy they all come from its
address, and one user may come from many; so requests are counted, too.
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
    """One user or one address has as many requests under way as one may have."""

    def __init__(self, most: int) -> None:
        detail = (
            f"You have {most:,} requests under way, which is all that one may have. "
            "Wait until some have ended."
        )
        headers = {"Retry-After": str(RETRY_SECONDS)}
        super().__init__(429, "too_many_connections", detail, headers=headers)


class AtOnce:
    """Counts requests under way by whose they are."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, whose: str) -> int:
        """Say how many of somebody's are under way."""
        return self._counts[whose]

    @contextmanager
    def one_more(self, whose: str, *, most: int) -> Iterator[None]:
        """Count one in and out again. Raises TooManyAtOnce."""
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
    """Keep the places that a request takes until it has been answered."""
    with ExitStack() as places:
        request[_PLACES] = places
        yield


def take_place(request: web.Request, whose: str) -> None:
    """Count a request as somebody's until it has been answered. Raises TooManyAtOnce."""
    most = vitals_of(request).policy.requests_at_once
    request[_PLACES].enter_context(request.app[AT_ONCE].one_more(whose, most=most))
