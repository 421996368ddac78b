"""Server-sent events (WHATWG HTML, 9.2), as they go over the wire."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from aiohttp import web

from entrypoints.http.answers.sending import is_taken
from entrypoints.http.identity.admittance import ADMITTANCE

SIGN_OF_LIFE: Final = b":\n\n"
_HEADERS: Final = {
    "Content-Type": "text/event-stream",
    "X-Accel-Buffering": "no",  # else nginx gathers what should arrive at once
}


def event(data: str, *, name: str | None = None, event_id: str | None = None) -> bytes:
    """Write one event; `data` has no line breaks, as JSON has none."""
    lines = [f"event: {name}"] if name else []
    lines.append(f"data: {data}")
    if event_id is not None:
        lines.append(f"id: {event_id}")
    return ("\n".join(lines) + "\n\n").encode()


async def stream_events(
    request: web.Request, frames: AsyncGenerator[bytes, None]
) -> web.StreamResponse:
    """Send frames as they come, to a client who reads them.

    The first is awaited before the answer begins, so that what fails at once is a problem; where
    there is none at all the answer is 204, which tells a browser not to come back. A client whose
    credential has ended is told no more, and learns why on coming back.
    """
    admittance = request[ADMITTANCE]
    async with aclosing(frames):
        first = await anext(frames, None)
        if first is None:
            return web.Response(status=204)
        answer = web.StreamResponse(headers=_HEADERS)
        await answer.prepare(request)
        if request.method != "HEAD":
            goes_on = await admittance.holds() and await is_taken(request, answer, first)
            while goes_on and (frame := await anext(frames, None)) is not None:
                goes_on = await admittance.holds() and await is_taken(request, answer, frame)
        return answer
