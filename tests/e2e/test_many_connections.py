"""Strangers who connect and say nothing, or whose process has no files left."""

import asyncio
import errno
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from entrypoints.http.server.acceptor import Acceptor
from entrypoints.http.server.connections import Runner
from entrypoints.http.server.open_connections import ConnectionLimits
from tests.answering import Address, answering
from tests.far_end import until_soon
from tests.service_in_memory import ServiceInMemory

pytestmark = pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS has no address 127.0.0.2 until it is told so"
)
REQUEST = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
LARGE = b"GET /docs/vendor/swagger-ui-dist/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
BEGUN = (
    b"POST /auth/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    b"Content-Type: application/json\r\nContent-Length: 10\r\n\r\n"
)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Strangers:
    """Clients at any loopback address; all of them leave in the end."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._writers: list[asyncio.StreamWriter] = []

    async def come(self, count: int, *, source: str) -> list[Streams]:
        """Connect, and say nothing."""
        return [await self._one(source) for _ in range(count)]

    async def ask(self, *, source: str = "127.0.0.1") -> tuple[int, str]:
        """Ask for the health; give the status and the body."""
        reader, writer = await self._one(source)
        writer.write(REQUEST)
        head, body = await answer(reader)
        return int(head.split(" ")[1]), body

    async def begin(self, *, source: str) -> None:
        """Have a request answered as soon as its body comes, which it does not."""
        reader, writer = await self._one(source)
        writer.write(BEGUN)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"

    async def leave(self) -> None:
        for writer in self._writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(self, source: str) -> Streams:
        streams = await asyncio.open_connection(*self._address, local_addr=(source, 0))
        self._writers.append(streams[1])
        return streams


@asynccontextmanager
async def strangers(limits: ConnectionLimits) -> AsyncIterator[Strangers]:
    async with answering(ServiceInMemory().app(), limits) as address:
        them = Strangers(address)
        yield them
        await them.leave()


async def answer(reader: asyncio.StreamReader) -> tuple[str, str]:
    """Give the head and the body of what comes until the end."""
    async with asyncio.timeout(60):
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    return head, body


async def is_closed(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(60):
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
    return True


async def test_a_thousand_silent_connections_of_one_address_keep_nobody_out() -> None:
    limits = ConnectionLimits(total=600, per_address=500, patience_seconds=60)
    async with strangers(limits) as clients:
        silent = await clients.come(1_000, source="127.0.0.2")
        assert (await clients.ask())[0] == 200
        assert (await clients.ask(source="127.0.0.2"))[0] == 200
        for reader, _ in silent[:501]:
            assert await is_closed(reader)


async def test_silent_connections_of_several_addresses_make_room_for_others() -> None:
    limits = ConnectionLimits(total=20, per_address=10, patience_seconds=60)
    async with strangers(limits) as clients:
        (oldest, _), *_others = await clients.come(10, source="127.0.0.2")
        await clients.come(10, source="127.0.0.3")
        assert (await clients.ask())[0] == 200
        assert await is_closed(oldest)


async def test_a_refusal_says_what_to_do() -> None:
    async with strangers(ConnectionLimits(total=5, per_address=1, patience_seconds=60)) as clients:
        await clients.begin(source="127.0.0.2")
        ((refused, _),) = await clients.come(1, source="127.0.0.2")
        head, body = await answer(refused)
        assert head.startswith("HTTP/1.1 503 Service Unavailable\r\n")
        assert "Retry-After: 10" in head
        assert "Close some" in json.loads(body)["detail"]


async def test_whoever_says_nothing_leaves() -> None:
    async with strangers(ConnectionLimits(patience_seconds=0.2)) as clients:
        for reader, _ in await clients.come(10, source="127.0.0.2"):
            assert await is_closed(reader)


class NoFiles(socket.socket):
    """A listening socket of a process that has no files left, until it was told so often enough."""

    tries = 0
    until = 3

    @override
    def accept(self) -> tuple[socket.socket, Any]:
        self.tries += 1
        if self.tries <= self.until:
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


async def test_without_files_nothing_is_tried_again_and_again() -> None:
    runner = Runner(ServiceInMemory().app())
    await runner.setup()
    with NoFiles() as listening:
        listening.bind(("127.0.0.1", 0))
        await Acceptor(runner, listening, pause_seconds=60).start()
        with capture_logs() as lines:
            clients = Strangers(listening.getsockname())
            await clients.come(1, source="127.0.0.2")
            for _ in range(200):
                await asyncio.sleep(0)
            await clients.leave()
        assert [line["event"] for line in lines] == ["cannot_accept_connections"]
        assert listening.tries == 1
        await runner.cleanup()


async def test_as_soon_as_there_are_files_again_everybody_is_let_in() -> None:
    runner = Runner(ServiceInMemory().app())
    await runner.setup()
    with NoFiles() as listening:
        listening.bind(("127.0.0.1", 0))
        await Acceptor(runner, listening, pause_seconds=0.001).start()
        clients = Strangers(listening.getsockname())
        assert (await clients.ask())[0] == 200
        await clients.leave()
        assert listening.tries > listening.until
        await runner.cleanup()


async def test_whoever_reads_nothing_holds_little_and_not_for_long() -> None:
    runner = Runner(ServiceInMemory().app(), limits=ConnectionLimits(stall_seconds=0.2))
    await runner.setup()
    with socket.socket() as listening, socket.socket() as deaf:
        listening.bind(("127.0.0.1", 0))
        await Acceptor(runner, listening).start()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.connect(listening.getsockname())
        deaf.sendall(LARGE)
        await until_soon(lambda: len(runner.open_connections) == 1)
        await until_soon(lambda: len(runner.open_connections) == 0)
        deaf.settimeout(60)
        assert sum(map(len, iter(lambda: received(deaf), b""))) < 300_000  # of 1.7 MB
        await runner.cleanup()


def received(deaf: socket.socket) -> bytes:
    try:
        return deaf.recv(65_536)
    except ConnectionResetError:
        return b""
