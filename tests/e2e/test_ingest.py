"""Recordings that the real service fetches."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.digits_model import SAMPLES
from tests.digits_service import start_service
from tests.e2e.client import Client, logged_in
from tests.e2e.stored_files import stored_files

SAMPLE = SAMPLES / "digits-en.wav"
SAID = "three one four one five nine two six"


async def talk(_: web.Request) -> web.FileResponse:
    return web.FileResponse(SAMPLE)


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.query["to"])


@asynccontextmanager
async def shelf() -> AsyncIterator[TestServer]:
    """Serve the sample, and redirects to wherever is asked for."""
    app = web.Application()
    app.router.add_get("/talk.wav", talk)
    app.router.add_get("/moved", moved)
    server = TestServer(app)
    async with server:
        yield server


@asynccontextmanager
async def running(folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Client]:
    service = await start_service(folder, settings)
    try:
        await service.ready()
        async with logged_in(service.url) as client:
            yield client
    finally:
        await service.stop()


async def submit(client: Client, url: object) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData({"url": str(url)}, default_to_multipart=True)
    async with client.session.post("/jobs/", data=form) as answer:
        return answer.status, await answer.json()


async def test_what_lies_elsewhere_is_transcribed(tmp_path: Path) -> None:
    allowed = {"OUTBOUND_ALLOW": "127.0.0.1/32"}
    async with running(tmp_path, allowed) as client, shelf() as server:
        away = server.make_url("/talk.wav")
        status, body = await submit(client, server.make_url("/moved").with_query(to=str(away)))
        assert status == 200, body
        job = await client.until(body["job_id"])
        elsewhere = server.make_url("/moved").with_query(to="http://127.0.0.2:80/")
        refused, problem = await submit(client, elsewhere)
    assert (job["transcript"], job["original_filename"]) == (SAID, "talk.wav")
    assert (refused, problem["code"]) == (422, "source_unavailable")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_nothing_of_this_machine_is_fetched_unless_it_is_allowed(
    tmp_path: Path, host: str
) -> None:
    async with running(tmp_path, {}) as client, shelf() as server:
        status, problem = await submit(client, f"http://{host}:{server.port}/talk.wav")
        left = await asyncio.to_thread(stored_files, tmp_path)
    assert (status, [fault["field"] for fault in problem["errors"]]) == (422, ["url"])
    assert left == []
