"""Writes server-sent events (WHATWG HTML, 9.2)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from aiohttp import web

from entrypoints.http.answers.sending import is_taken
from entrypoints.http.identity.admittance import ADMITTANCE

SIGN_OF_LIFE: Final = b":\n\n"
_HEADERS: Final = {
    "Content-Type": "text/event-stream",
    "X-Accel-Buffering": "no",  # tells nginx not to buffer the events
}


def event(data: str, *, name: str | None = None, event_id: str | None = None) -> bytes:
    """Encode one event; `data` must have no line breaks, and JSON has none."""
    lines = [f"event: {name}"] if name else []
    lines.append(f"data: {data}")
    if event_id is not None:
        lines.append(f"id: {event_id}")
    return ("\n".join(lines) + "\n\n").encode()


async def stream_events(
    request: web.Request, frames: AsyncGenerator[bytes, None]
) -> web.StreamResponse:
    """Send frames as they come, until the client leaves or stops reading.

    The first frame is awaited before the response starts, so that an error at once becomes a
    problem response. If there is no frame at all, the answer is 204, which tells a browser not to
    reconnect. When the client's credential ends, the stream ends; the client learns why when it
    reconnects.
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
