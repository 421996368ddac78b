"""An S3 server with a door that can be shut."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web
from yarl import URL

from tests.services import free_port

BUCKET: Final = "recordings"
LARGEST_BODY: Final = 64 << 20
POLL_SECONDS: Final = 0.05
# Of one connection, and so nothing that a proxy passes on.
HOP_BY_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "date", "server"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an S3 server says when it is not well."""

    status: int
    code: str


AWAY: Final = Refusal(503, "SlowDown")
FULL: Final = Refusal(507, "XMinioStorageFull")


@dataclass(slots=True)
class Arrival:
    """A blob of a certain size that somebody waits for; its answer is held back until `leave`."""

    size: int
    stored: asyncio.Event = field(default_factory=asyncio.Event)
    leave: asyncio.Event = field(default_factory=asyncio.Event)


class S3Door:
    """Passes every request on to the server behind it, unless told to refuse them."""

    def __init__(self, server_url: str, client: aiohttp.ClientSession) -> None:
        self._server_url = server_url
        self._client = client
        self._refusal: Refusal | None = None
        self._awake = asyncio.Event()
        self._awake.set()
        self._arrivals: list[Arrival] = []

    @contextmanager
    def refusing(self, refusal: Refusal) -> Iterator[None]:
        """Answer so meanwhile: everything when away, only what is written when full."""
        self._refusal = refusal
        try:
            yield
        finally:
            self._refusal = None

    @contextmanager
    def awaiting(self, size: int) -> Iterator[Arrival]:
        """Watch for the blob of so many bytes."""
        arrival = Arrival(size)
        self._arrivals.append(arrival)
        try:
            yield arrival
        finally:
            arrival.leave.set()
            self._arrivals.remove(arrival)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Take requests meanwhile, and answer them afterwards."""
        self._awake.clear()
        try:
            yield
        finally:
            self._awake.set()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        body = await request.read()
        await self._awake.wait()
        refusal = self._refusal
        if refusal and (refusal is AWAY or request.method in {"PUT", "POST"}):
            return web.Response(
                status=refusal.status,
                content_type="application/xml",
                text=f"<Error><Code>{refusal.code}</Code><Message>Chaos.</Message></Error>",
            )
        answer = await self._passed_on(request, body)
        if request.method == "PUT":
            await self._hold(len(body))
        return answer

    async def _passed_on(self, request: web.Request, body: bytes) -> web.Response:
        url = URL(self._server_url + request.raw_path, encoded=True)
        async with self._client.request(
            request.method, url, headers=_end_to_end(request.headers), data=BytesIO(body)
        ) as answer:
            return web.Response(
                status=answer.status,
                headers=_end_to_end(answer.headers),
                body=await answer.read() or None,
            )

    async def _hold(self, size: int) -> None:
        for arrival in self._arrivals:
            if arrival.size == size:
                arrival.stored.set()
                await arrival.leave.wait()


def _end_to_end(headers: "aiohttp.typedefs.LooseHeaders") -> list[tuple[str, str]]:
    pairs = headers.items() if hasattr(headers, "items") else headers
    return [(str(name), str(value)) for name, value in pairs if str(name).lower() not in HOP_BY_HOP]


@asynccontextmanager
async def s3_behind_a_door(folder: Path) -> AsyncIterator[tuple[str, S3Door]]:
    """Start a server with an empty bucket; give the door's URL, and the door."""
    async with _server(folder) as url, aiohttp.ClientSession(auto_decompress=False) as client:
        await _make_bucket(url, client)
        door = S3Door(url, client)
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{anything:.*}", door.__call__)
        runner = web.AppRunner(app)
        await runner.setup()
        port = free_port()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{port}", door
        finally:
            await runner.cleanup()


@asynccontextmanager
async def _server(folder: Path) -> AsyncIterator[str]:
    """Run moto's in a process of its own: it is to take no time from whoever watches."""
    port = free_port()
    with (folder / "s3.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("moto_server"),
            f"-p{port}",
            "-H127.0.0.1",
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _make_bucket(url: str, client: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(60):
        while True:
            with suppress(aiohttp.ClientError):
                async with client.put(f"{url}/{BUCKET}", raise_for_status=True):
                    return
            await asyncio.sleep(POLL_SECONDS)
