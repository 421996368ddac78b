"""The table in which aiohttp looks up the route of a request."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from domain.api_key import Scope
from entrypoints.http.requests.bodies import await_invitation
from entrypoints.http.routing.route import KeyAccess, Route, ambiguous_addresses, only

# The scope that an API key needs, by aiohttp's route.
SCOPES: Final = web.AppKey("scopes", Mapping[web.AbstractRoute, Scope | KeyAccess])
# The documented path, by aiohttp's name of the resource.
TEMPLATES: Final = web.AppKey("templates", Mapping[str, str])


class RouteTable:
    """All routes of an application, each with and without its last slash.

    It contains nothing that belongs to one application, so that applications can share it: filling
    it takes longer than everything else about an application.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        router = web.UrlDispatcher()
        scopes: dict[web.AbstractRoute, Scope | KeyAccess] = {}
        templates: dict[str, str] = {}
        for route in routes:
            for path in route.both_forms:
                added = router.add_route(
                    route.method, path, route.handler, expect_handler=await_invitation
                )
                scopes[added] = route.scope
                if added.resource is not None:
                    templates[added.resource.canonical] = route.path
        for path, methods in ambiguous_addresses(routes).items():
            router.add_route("*", path, only(methods))
        self._resources = tuple(router.resources())
        self._scopes = scopes
        self._templates = templates

    def install(self, app: web.Application) -> None:
        """Add the routes to an application."""
        for resource in self._resources:
            app.router.register_resource(resource)
        app[SCOPES] = self._scopes
        app[TEMPLATES] = self._templates
