"""Writes errors as an HTML page, for a browser that was redirected to an API route."""

from collections.abc import Mapping
from html import escape
from typing import Final

from aiohttp import web

PREFIX: Final = "/auth/oidc/"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<h1>{title}</h1>
<p>{detail}</p>
<p><a href="/">Back to the start</a></p>
</html>
"""


def wants_page(request: web.BaseRequest) -> bool:
    """Return whether the client is a browser that shows the response to a person."""
    return request.path.startswith(PREFIX) and "text/html" in request.headers.get("Accept", "")


def error_page(
    *, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Write an error as a page without scripts or styles."""
    page = _PAGE.format(title="You are not logged in", detail=escape(detail))
    body = page.encode(errors="backslashreplace")
    return web.Response(
        status=status, body=body, content_type="text/html", charset="utf-8", headers=headers
    )
