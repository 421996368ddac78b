"""Recordings that lie elsewhere, handed in by their address."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from domain.user import User
from tests.browser.conftest import Visit
from tests.service_in_memory import SOUND, ServiceInMemory

PASSWORD = "correct horse"


@pytest.fixture
def memory() -> ServiceInMemory:
    """A service that may call this machine."""
    service = ServiceInMemory()
    service.guard = OutboundGuard(AddressPolicy(["127.0.0.1/32"]))
    return service


@pytest.fixture
async def elsewhere() -> AsyncIterator[str]:
    """Another server, with a recording, something else, and something that does not end."""
    over = asyncio.Event()

    async def talk(_: web.Request) -> web.Response:
        return web.Response(body=SOUND, content_type="audio/wav")

    async def notes(_: web.Request) -> web.Response:
        return web.Response(body=b"no sound", content_type="audio/wav")

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await answer.prepare(request)
        await answer.write(SOUND)
        await over.wait()
        return answer

    app = web.Application()
    app.router.add_get("/talks/monday talk.wav", talk)
    app.router.add_get("/notes.wav", notes)
    app.router.add_get("/endless.wav", endless)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")
        over.set()


async def fetch(page: Page, address: str) -> None:
    await page.get_by_label("Or fetch one from the web").fill(address)
    await page.get_by_label("Or fetch one from the web").press("Enter")


async def test_a_recording_is_fetched_from_its_address_with_the_options_asked_for(
    memory: ServiceInMemory, url: str, visit: Visit, elsewhere: str
) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_role("combobox", name="Language").select_option("de")
    await fetch(page, f"{elsewhere}/talks/monday%20talk.wav")
    await expect(page.locator(".job-name")).to_have_text("monday talk.wav")
    await expect(page.locator(".upload")).to_have_count(0)
    (job,) = await memory.jobs()
    assert job.options.language == "de"
    assert job.recording.size_bytes == len(SOUND)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{elsewhere}/notes.wav", "There is no sound in this file"),
        ("{elsewhere}/gone.wav", "404"),
        ("ftp://example.com/talk.wav", "http"),
        ("monday's talk", "address"),
    ],
)
async def test_what_cannot_be_fetched_is_said_in_the_services_own_words(
    memory: ServiceInMemory, url: str, visit: Visit, elsewhere: str, address: str, words: str
) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await fetch(page, address.format(elsewhere=elsewhere))
    await expect(page.locator(".upload-failed")).to_contain_text(words)
    assert await memory.jobs() == []


async def test_an_address_that_was_wrong_can_be_changed(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, elsewhere: str
) -> None:
    assert ada.username
    page = await (await visit(url)).enter("ada", PASSWORD)
    await fetch(page, f"{elsewhere}/talks/mon.wav")
    await page.get_by_role("button", name="Change: mon.wav").click()
    address = page.get_by_label("Or fetch one from the web")
    await expect(address).to_be_focused()
    await expect(address).to_have_value(f"{elsewhere}/talks/mon.wav")
    await expect(page.locator(".upload")).to_have_count(0)
    await fetch(page, f"{elsewhere}/talks/monday%20talk.wav")
    await expect(page.locator(".job-name")).to_have_count(1)
    assert len(await memory.jobs()) == 1


async def test_while_it_is_fetched_that_is_said_and_can_be_stopped(
    memory: ServiceInMemory, url: str, visit: Visit, elsewhere: str
) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await fetch(page, f"{elsewhere}/endless.wav")
    note = page.locator(".upload-note")
    await expect(note).to_have_text(re.compile(r"The service fetches it · from 127\.0\.0\.1"))
    await page.get_by_role("button", name="Stop: endless.wav").click()
    await expect(page.locator(".upload")).to_have_count(0)
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    assert await memory.jobs() == []
