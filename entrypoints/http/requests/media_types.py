"""Reads the media type of a body."""

from aiohttp import web


def media_type_of(request: web.Request) -> str:
    """Return the media type of Content-Type without parameters; empty if there is none.

    aiohttp's own `content_type` uses Python's e-mail parser, whose time grows with the square of
    the number of parameters: a header of 8 kB of semicolons blocked the event loop for a second.
    """
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
