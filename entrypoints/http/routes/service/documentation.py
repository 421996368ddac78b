"""Routes of the OpenAPI document and its web page."""

from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

from entrypoints.http.answers.assets import Assets, asset_answer
from entrypoints.http.answers.responses import whole_answer
from entrypoints.http.routing.operation import UNLISTED, Access, Operation, Reply
from entrypoints.http.routing.route import reading

DOCUMENT: Final = web.AppKey("openapi_document", bytes)
DOCS: Final = Path(__file__).parents[2] / "docs"
# Swagger UI's style sheet contains its images as data URLs.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


async def openapi(request: web.Request) -> web.Response:
    """Send the OpenAPI document."""
    return whole_answer(request.app[DOCUMENT], "application/json")


async def docs(request: web.Request) -> web.Response:
    """Send the page that shows the document and lets users try requests."""
    return _file(request, "index.html")


async def docs_file(request: web.Request) -> web.Response:
    """Send one of that page's files."""
    return _file(request, request.match_info["name"])


@cache
def _assets() -> Assets:
    return Assets.read(DOCS)


def _file(request: web.Request, name: str) -> web.Response:
    asset = _assets().files.get(name)
    if asset is None:
        raise web.HTTPNotFound
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return asset_answer(request, asset, headers)


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
    *reading("/docs", docs, UNLISTED),
    *reading("/docs/{name:.+}", docs_file, UNLISTED),
)
