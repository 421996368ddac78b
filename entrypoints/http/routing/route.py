"""Which handler answers where."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from aiohttp import web

from domain.api_key import Scope
from entrypoints.http.routing.operation import Operation


class KeyAccess(Enum):
    """Whether an API key opens a route, where no single scope decides it."""

    ANY_KEY = auto()
    NO_KEY = auto()  # log in


# What an API key must be for, by the route that aiohttp found for a request.
SCOPES: Final = web.AppKey("scopes", dict[web.AbstractRoute, Scope | KeyAccess])


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path as documented; the path answers with and without its last slash.

    `scope` is what an API key must be for; where nothing is said, no key opens the route. A
    handler that asks nobody who they are is open to all.
    """

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    operation: Operation
    scope: Scope | KeyAccess = KeyAccess.NO_KEY

    @property
    def both_forms(self) -> tuple[str, str]:
        """Give the path without and with the slash: a redirect would lose the body of a POST."""
        bare = self.path.rstrip("/")
        return bare, f"{bare}/"


def reading(
    path: str,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    operation: Operation,
    scope: Scope | KeyAccess = KeyAccess.NO_KEY,
) -> tuple[Route, Route]:
    """Answer GET, and HEAD with the same headers and no body."""
    get, head = (Route(method, path, handler, operation, scope) for method in ("GET", "HEAD"))
    return get, head
