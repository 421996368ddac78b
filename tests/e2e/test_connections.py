"""What comes in on a socket before it is a request."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from entrypoints.http.server.open_connections import ConnectionLimits
from tests.answering import Address, answering
from tests.service_in_memory import ServiceInMemory


@pytest.fixture
async def address() -> AsyncIterator[Address]:
    limits = ConnectionLimits(patience_seconds=0.3)
    async with answering(ServiceInMemory().app(), limits) as address:
        yield address


async def answer_to(address: Address, sent: bytes) -> tuple[str, dict[str, str], bytes]:
    """Send bytes; give the status line, the headers and all that comes until the end."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent)
    await writer.drain()
    async with asyncio.timeout(60):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET /health HTTP/9.9\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Name: nul\0nul\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"POST /jobs/ HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
        b"POST /jobs/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 10_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 2**16 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-More: x\r\n" * 200 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS, where none is spoken
    ],
    ids=[
        "words",
        "a version to come",
        "a NUL in the method",
        "a NUL in a header",
        "a header without a colon",
        "a length that is none",
        "two ways to end a body",
        "a header of 10 KB",
        "an address of 64 KiB",
        "200 headers",
        "TLS",
    ],
)
async def test_what_is_no_request_is_answered_with_a_problem(address: Address, sent: bytes) -> None:
    status, headers, body = await answer_to(address, sent)
    assert status.endswith(" 400 Bad Request")
    assert headers["Content-Type"] == "application/problem+json"
    assert len(headers["X-Request-ID"]) == 32
    assert headers["Server"] == "transcriber"
    problem = json.loads(body)
    assert (problem["status"], problem["code"]) == (400, "bad_request")
    assert "Traceback" not in body.decode()


async def test_whoever_does_not_finish_a_header_is_not_waited_for(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    async with asyncio.timeout(60):
        writer.write(b"GET /health HTTP/1.1\r\nX-Slow: ")
        assert await reader.read() == b""
    writer.close()


async def test_nor_is_whoever_sends_it_drop_by_drop(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /health HTTP/1.1\r\nX-Slow: ")
    reading = asyncio.create_task(reader.read())
    async with asyncio.timeout(60):
        while not reading.done():
            writer.write(b"x")
            await asyncio.wait({reading}, timeout=0.01)
    with suppress(ConnectionResetError):  # it need not have read the last drop
        assert await reading == b""
    writer.close()


async def test_the_same_holds_for_a_later_request(address: Address) -> None:
    reader, writer = await asyncio.open_connection(*address)
    async with asyncio.timeout(60):
        writer.write(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /hea")
        assert (await reader.read()).count(b"HTTP/1.1 200 OK") == 1
    writer.close()


async def test_a_good_request_is_answered_as_ever(address: Address) -> None:
    sent = b"GET /health HTTP/1.1\r\nHost: a\r\nX-Request-ID: mine\r\nConnection: close\r\n\r\n"
    status, headers, body = await answer_to(address, sent)
    assert (status, headers["X-Request-ID"]) == ("HTTP/1.1 200 OK", "mine")
    assert json.loads(body) == {"status": "ok"}
