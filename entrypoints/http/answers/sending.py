"""Bytes to a client who takes them."""

import asyncio

from aiohttp import web

from entrypoints.http.services.http_services import services_of


async def is_taken(request: web.Request, answer: web.StreamResponse, data: bytes) -> bool:
    """Send more of an answer; False where nobody reads any more.

    A client who reads nothing for as long as a body may pause is dropped: it would hold memory, and
    whatever the answer is made from, for as long as it likes.
    """
    try:
        async with asyncio.timeout(services_of(request).policy.stall_seconds):
            await answer.write(data)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        return False
    return True
