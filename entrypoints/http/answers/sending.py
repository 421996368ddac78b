"""Writes response bytes, and drops clients that stop reading."""

import asyncio

from aiohttp import web

from entrypoints.http.services.http_services import services_of


async def is_taken(request: web.Request, answer: web.StreamResponse, data: bytes) -> bool:
    """Write more of a response; return False if the client does not read any more.

    A client that reads nothing for as long as a request body may pause is dropped. Otherwise it
    could hold memory, and the source of the answer, for any time.
    """
    try:
        async with asyncio.timeout(services_of(request).policy.stall_seconds):
            await answer.write(data)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        return False
    return True
