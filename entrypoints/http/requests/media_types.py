"""Of which kind is a body?"""

from aiohttp import web


def media_type_of(request: web.Request) -> str:
    """Name it as the header Content-Type does, without parameters; empty where nothing is said.

    aiohttp's own `content_type` asks Python's e-mail parser, which looks at all parameters again
    for each: 8 kB of semicolons, from anybody, held everybody up for a second.
    """
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
