"""Connections of strangers that say little or nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.target import ATTACKERS_ADDRESS, Target

CONNECTIONS: Final = 1_100
ADDRESSES: Final = 110
DROP_SECONDS: Final = 1.0
_HEADER: Final = b"GET /health HTTP/1.1\r\nHost: transcriber\r\nX-Slow: "
_BODY: Final = (
    b"POST /auth/login HTTP/1.1\r\nHost: transcriber\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)

Speak = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def idle_connections(target: Target) -> None:
    """Say nothing, from one address."""
    await _held(target, _say_nothing, addresses=1)


async def idle_connections_from_many_addresses(target: Target) -> None:
    """Say nothing, from 110 addresses."""
    await _held(target, _say_nothing, addresses=ADDRESSES)


async def idle_connections_after_a_request(target: Target) -> None:
    """Ask once, and then say nothing more on a connection that is kept."""
    await _held(target, _say_one_thing, addresses=1)


async def slow_headers(target: Target) -> None:
    """Send a header that does not end, a byte a second."""
    await _held(target, lambda writer: _drip(writer, _HEADER), addresses=1)


async def slow_bodies(target: Target) -> None:
    """Send a body that does not end, a byte a second."""
    await _held(target, lambda writer: _drip(writer, _BODY), addresses=1)


async def _held(target: Target, speak: Speak, *, addresses: int) -> None:
    """Hold so many open, and open another for each that is closed."""
    numbers = count()

    async def hold_one() -> None:
        number = next(numbers) % addresses
        address = ATTACKERS_ADDRESS if addresses == 1 else f"127.0.1.{number + 1}"
        with suppress(OSError):
            await _hold(target, speak, address)

    await many_at_once(CONNECTIONS, hold_one)


async def _hold(target: Target, speak: Speak, address: str) -> None:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", target.port, local_addr=(address, 0)
    )
    target.answers["opened"] += 1
    speaking = asyncio.ensure_future(speak(writer))
    try:
        await reader.read()
        target.answers["closed"] += 1
    finally:
        speaking.cancel()
        writer.close()


async def _say_nothing(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _say_one_thing(writer: asyncio.StreamWriter) -> None:
    writer.write(b"GET /health HTTP/1.1\r\nHost: transcriber\r\n\r\n")
    await asyncio.Event().wait()


async def _drip(writer: asyncio.StreamWriter, beginning: bytes) -> None:
    writer.write(beginning)
    with suppress(OSError):
        while True:
            await asyncio.sleep(DROP_SECONDS)
            writer.write(b"x")
            await writer.drain()
