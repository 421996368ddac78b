"""Servers that give unusual and broken responses, byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

PIECE: Final = b"x" * 65_536


@dataclass
class Receiver:
    """Where it listens, and the requests that came (head and body, as they were sent);
    `hung_up` once a client has gone or was sent away."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def asked(self, times: int) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(60), self.came:
            await self.came.wait_for(lambda: len(self.requests) >= times)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the last request, their names in lower case."""
        lines = self.requests[-1].partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        pairs = (line.partition(": ") for line in lines)
        return {name.lower(): value for name, _, value in pairs}

    @property
    def body(self) -> bytes:
        return self.requests[-1].partition(b"\r\n\r\n")[2]


@asynccontextmanager
async def receiving(script: Script) -> AsyncIterator[Receiver]:
    """Listen on the loopback; the script is played to each client once its request is read."""
    receiver = Receiver()
    clients: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            request = head + await reader.readexactly(int(length or 0))
            async with receiver.came:
                receiver.requests.append(request)
                receiver.came.notify_all()
            await script(reader, writer)
            await writer.drain()
        receiver.hung_up.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for client in filter(None, clients):
            client.cancel()
        await asyncio.gather(*filter(None, clients))


def answering(text: str, body: bytes = b"") -> Script:
    """Answer with this status line and these headers."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(text.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)

    return script


def repeating(opening: bytes, piece: bytes = PIECE, *, pause: float = 0.0) -> Script:
    """Never come to an end, until the client hangs up."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(opening)
        while not writer.is_closing() and not reader.at_eof():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take the request and say nothing, until the client hangs up."""
    await reader.read()


async def hanging_up(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Take the request and close the connection."""
