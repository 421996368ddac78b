"""Addresses of recordings that come drop by drop."""

import asyncio
import struct
from typing import Final

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.attack.attacks.many import many_at_once
from tests.attack.target import Target

FETCHES: Final = 16
DROP_SECONDS: Final = 0.5
_SIZE: Final = 10_000_000
_HEADER: Final = b"RIFF" + struct.pack("<I", _SIZE + 36) + b"WAVEfmt "


async def dripping_fetches(target: Target) -> None:
    """Name sixteen of them at once."""
    app = web.Application()
    app.router.add_get("/talk.wav", _drip)
    async with TestServer(app) as server:
        address = str(server.make_url("/talk.wav"))

        async def ask() -> None:
            form = aiohttp.FormData({"url": address, "reuse": "false"}, default_to_multipart=True)
            await target.post("/jobs/", data=form)

        await many_at_once(FETCHES, ask)


async def _drip(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "audio/wav"})
    answer.content_length = _SIZE
    await answer.prepare(request)
    await answer.write(_HEADER)
    while True:
        await asyncio.sleep(DROP_SECONDS)
        await answer.write(b"\0")
