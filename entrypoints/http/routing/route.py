"""Which handler answers where."""

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
    handler: Handler
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


def ambiguous_addresses(routes: Sequence[Route]) -> Mapping[str, frozenset[str]]:
    """Give the methods of each address that another route's parameter could stand for, too.

    Each address in both of its forms.
    """
    others = [re.compile(_PARAMETER.sub("[^/]+", each.path)) for each in routes if "{" in each.path]
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for route in routes:
        if "{" not in route.path and any(other.fullmatch(route.path) for other in others):
            for path in route.both_forms:
                methods[path].add(route.method)
    return {path: frozenset(taken) for path, taken in methods.items()}


def only(methods: frozenset[str]) -> Handler:
    """Make the handler of all other methods, which refuses.

    Else `DELETE /jobs/events` would be asked of a job of that name.
    """

    async def refuse(request: web.Request) -> NoReturn:
        raise web.HTTPMethodNotAllowed(request.method, methods)

    return refuse
