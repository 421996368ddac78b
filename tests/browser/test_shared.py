"""The page of a shared transcript, as readers without an account see it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, Request, expect

from domain.document_format import DocumentFormat
from domain.job import Job
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.share_links import HEAR, TAKE, made_link, owner_of, reader_of, shareable
from tests.browser.test_accessibility import LOOKS, ensure_fit
from tests.digits_model import SAMPLES
from tests.service_in_memory import SOUND, ServiceInMemory
from tools.demo.service import Service

UNPLAYABLE = "Your browser cannot play this kind of recording."
STARTS = {"pdf": b"%PDF", "docx": b"PK", "vtt": b"WEBVTT", "json": b"{", "md": b"# "}


@pytest.fixture
async def job(memory: ServiceInMemory, ada: User) -> Job:
    return await shareable(memory, ada)


@pytest.fixture
async def owner(job: Job, url: str, visit: Visit) -> Page:
    return await owner_of(job, url, visit)


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[web.Request]]]:
    """Another site, and what it was asked."""
    asked: list[web.Request] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(text="elsewhere")

    app = web.Application()
    app.router.add_get("/", page)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), asked


async def test_a_reader_without_an_account_reads_and_searches(
    owner: Page, url: str, visit: Visit
) -> None:
    reader = await reader_of(await made_link(owner), url, visit)
    await expect(reader.get_by_text("on the northern rock.")).to_be_visible()
    await expect(reader.get_by_text("Speaker B")).to_be_visible()
    await reader.get_by_label("Search in the text").fill("rock")
    await expect(reader.get_by_text("1 of 1 place")).to_be_visible()
    await expect(reader.get_by_label("Player")).to_have_count(0)
    await expect(reader.get_by_text("Download")).to_have_count(0)


async def test_the_token_is_in_no_address_and_goes_only_where_the_transcript_is(
    owner: Page, url: str, visit: Visit, elsewhere: tuple[str, list[web.Request]]
) -> None:
    link = await made_link(owner, HEAR, TAKE)
    token = link.partition("#")[2]
    reader = (await visit(url)).page
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    reader.on("request", note)
    await reader.goto(link)
    await expect(reader.locator(".waveform canvas").first).to_be_attached()
    headers = await asyncio.gather(*(request.all_headers() for request in asked))
    assert [request.url for request in asked if token in request.url.partition("#")[0]] == []
    assert [each for each in headers if each.get("referer")] == []
    told = [
        request.url.removeprefix(url)
        for request, each in zip(asked, headers, strict=True)
        if token in str(each)
    ]
    assert told
    assert [path for path in told if not path.startswith("/shared")] == []
    away, visits = elsewhere
    await reader.evaluate("address => location.assign(address)", away)
    await expect(reader.get_by_text("elsewhere")).to_be_visible()
    assert "Referer" not in visits[0].headers
    assert token not in str(visits[0].headers)


async def test_a_reader_hears_what_is_shared_from_the_word_that_was_clicked(
    service: Service, visit: Visit
) -> None:
    visitor = await visit(service.url)
    page = await visitor.enter()
    await visitor.upload(SAMPLES / "digits-en.wav")
    await expect(page.locator(".badge-completed")).to_be_visible()
    await page.get_by_role("link", name="digits-en.wav").click()
    await page.get_by_text("Share", exact=True).click()
    reader = await reader_of(await made_link(page, HEAR), service.url, visit)
    word = reader.locator(".word").nth(4)
    start = float(await word.get_attribute("data-start") or 0)
    await word.click()
    await expect(reader.get_by_role("button", name="Pause")).to_be_visible()
    await expect(reader.locator(".word-spoken")).to_have_text("nine")
    assert await reader.evaluate("document.querySelector('audio').currentTime") >= start > 0
    await expect(reader.locator(".waveform canvas").first).to_be_attached()
    await expect(reader.get_by_text(UNPLAYABLE)).to_be_hidden()


@pytest.mark.parametrize(
    ("offers", "advice"),
    [
        ([HEAR], "You can still read the transcript."),
        ([HEAR, TAKE], "You can still read the transcript and download the recording."),
    ],
)
async def test_sound_that_the_browser_cannot_play_can_be_taken_only_if_that_is_offered(
    owner: Page, url: str, visit: Visit, offers: list[str], advice: str
) -> None:
    reader = await reader_of(await made_link(owner, *offers), url, visit)
    alert = reader.get_by_role("alert").filter(has_text=UNPLAYABLE)
    await expect(alert).to_have_text(f"{UNPLAYABLE} {advice}")


async def test_a_reader_takes_the_transcript_in_every_format_and_the_recording(
    owner: Page, url: str, visit: Visit
) -> None:
    reader = await reader_of(await made_link(owner, HEAR, TAKE), url, visit)
    await reader.get_by_text("Download", exact=True).click()
    taken: dict[str, bytes] = {}
    for entry in await reader.locator("a.menu-entry").all():
        async with reader.expect_download() as begun:
            await entry.click()
        download = await begun.value
        path = await download.path()
        taken[download.suggested_filename.rpartition(".")[2]] = path.read_bytes()
    assert taken.pop("wav") == SOUND
    assert taken.keys() == {*DocumentFormat}
    for ending, start in STARTS.items():
        assert taken[ending].startswith(start)
    for ending in set(taken) - {"pdf", "docx", "rttm"}:
        assert b"on the northern rock." in taken[ending]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_page_of_a_link_is_fit_for_everybody(
    owner: Page, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    reader = await reader_of(await made_link(owner, HEAR, TAKE), url, visit, **look)
    await expect(reader.get_by_text("on the northern rock.")).to_be_visible()
    await ensure_fit(reader)
    await reader.get_by_text("Download", exact=True).click()
    await ensure_fit(reader)
