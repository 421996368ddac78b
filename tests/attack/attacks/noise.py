"""Requests of strangers that are worth a line of the log each."""

import asyncio
from contextlib import suppress
from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.target import ATTACKERS_ADDRESS, Target

AT_ONCE: Final = 20
_REQUESTS: Final = (
    b"hello\r\n\r\n",
    b"GET /health HTTP/9.9\r\n\r\n",
    b"GET /nowhere HTTP/1.1\r\nHost: transcriber\r\nConnection: close\r\n\r\n",
    b"GET /jobs/ HTTP/1.1\r\nHost: transcriber\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: transcriber\r\nX-Long: " + b"x" * 10_000 + b"\r\n\r\n",
)


async def unreadable_requests(target: Target) -> None:
    """Send what is no request, or finds nothing, as often as it is answered."""
    turns = iter(range(10**9))

    async def send() -> None:
        with suppress(OSError):
            await _send(target, _REQUESTS[next(turns) % len(_REQUESTS)])

    await many_at_once(AT_ONCE, send)


async def _send(target: Target, request: bytes) -> None:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", target.port, local_addr=(ATTACKERS_ADDRESS, 0)
    )
    try:
        writer.write(request)
        status = (await reader.readline())[9:12].decode()
        target.answers[status or "closed"] += 1
    finally:
        writer.close()
