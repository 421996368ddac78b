"""Defines routes and the API keys that they accept."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NoReturn

from aiohttp import web

from domain.api_key import Scope
from entrypoints.http.routing.operation import Operation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


_PARAMETER: Final = re.compile(r"\{[^}]*\}")


class KeyAccess(Enum):
    """Which API keys may call a route that needs no single scope."""

    ANY_KEY = auto()
    NO_KEY = auto()  # a login is needed


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path as documented; the path answers with and without its last slash.

    `scope` is the scope that an API key needs; by default no key may call the route. A handler that
    does not ask for the caller is open to everybody.
    """

    method: str
    path: str
    handler: Handler
    operation: Operation
    scope: Scope | KeyAccess = KeyAccess.NO_KEY

    @property
    def both_forms(self) -> tuple[str, str]:
        """The path without and with the slash; a redirect would lose the body of a POST."""
        bare = self.path.rstrip("/")
        return bare, f"{bare}/"


def reading(
    path: str,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    operation: Operation,
    scope: Scope | KeyAccess = KeyAccess.NO_KEY,
) -> tuple[Route, Route]:
    """Answer GET, and HEAD with the same headers but no body."""
    get, head = (Route(method, path, handler, operation, scope) for method in ("GET", "HEAD"))
    return get, head


def ambiguous_addresses(routes: Sequence[Route]) -> Mapping[str, frozenset[str]]:
    """Return the methods of each fixed path that also matches another route's parameter.

    Each path is listed with and without its last slash.
    """
    others = [re.compile(_PARAMETER.sub("[^/]+", each.path)) for each in routes if "{" in each.path]
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for route in routes:
        if "{" not in route.path and any(other.fullmatch(route.path) for other in others):
            for path in route.both_forms:
                methods[path].add(route.method)
    return {path: frozenset(taken) for path, taken in methods.items()}


def only(methods: frozenset[str]) -> Handler:
    """Make a handler that refuses all other methods.

    Otherwise `DELETE /jobs/events` would delete a job with the id `events`.
    """

    async def refuse(request: web.Request) -> NoReturn:
        raise web.HTTPMethodNotAllowed(request.method, methods)

    return refuse
