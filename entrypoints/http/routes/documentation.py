"""The documentation that the service has of itself."""

from typing import Final

from aiohttp import web

from entrypoints.http.openapi.operation import Access, Operation, Reply
from entrypoints.http.routes.route import reading

DOCUMENT: Final = web.AppKey("openapi_document", bytes)


async def openapi(request: web.Request) -> web.Response:
    """Send the OpenAPI document."""
    return web.Response(body=request.app[DOCUMENT], content_type="application/json")


ROUTES: Final = (
    *reading(
        "/openapi.json",
        openapi,
        Operation(
            summary="This document",
            tag="Documentation",
            access=Access.ANYBODY,
            query=None,
            replies={200: Reply("OpenAPI 3.1.", media={"application/json": None})},
        ),
    ),
)
