"""Large recordings, which go up in parts: over lines that break, past services that die."""

import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, Request, Response, expect

from domain.user import User
from tests.browser.conftest import Start, Visit
from tests.browser.visitor import Visitor
from tests.cutting_proxy import CuttingProxy
from tests.e2e.test_service import with_silence
from tests.service_in_memory import SOUND, ServiceInMemory

PASSWORD = "correct horse"
MIB = 2**20
LARGE = 20 * MIB
NOTES = """() => {
    window.notes = new Set();
    new MutationObserver(() => {
        for (const note of document.querySelectorAll(".upload-note"))
            window.notes.add(note.textContent);
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
NO_HURRY = {
    "offline": False,
    "latency": 0,
    "downloadThroughput": -1,
    "uploadThroughput": 2 * MIB,
}


@pytest.fixture
def memory() -> ServiceInMemory:
    return ServiceInMemory(upload_limit=2 * LARGE)


@pytest.fixture
async def server(memory: ServiceInMemory, ada: User) -> AsyncIterator[TestServer]:
    assert ada.username
    server = TestServer(memory.app())
    async with server:
        yield server


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "Vorträge.wav"
    path.write_bytes(SOUND + bytes(LARGE - len(SOUND)))
    return path


def url_of(server: TestServer) -> str:
    return str(server.make_url("")).rstrip("/")


async def in_no_hurry(visitor: Visitor) -> None:
    """Let there be time to do something in the middle of an upload."""
    devtools = await visitor.context.new_cdp_session(visitor.page)
    await devtools.send("Network.emulateNetworkConditions", NO_HURRY)


async def half_sent(visitor: Visitor, recording: Path) -> Page:
    """Send a large file until more than half of it is there."""
    page = await visitor.enter("ada", PASSWORD)
    await in_no_hurry(visitor)
    await visitor.upload(recording)
    await expect(page.locator(".upload-note")).to_contain_text(re.compile(r"Sending · [5-9]\d %"))
    return page


def offsets_sent(page: Page) -> list[int]:
    """Note where each part begins that the page sends from now on."""
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def removed(answer: Response) -> bool:
    return answer.request.method == "DELETE" and answer.status == 204


async def ensure_nothing_left(memory: ServiceInMemory) -> None:
    assert memory.database.records.uploads == {}
    assert await memory.stored_blobs() == []


async def test_over_a_line_that_breaks_a_large_file_goes_on_where_it_was(
    memory: ServiceInMemory, server: TestServer, visit: Visit, recording: Path
) -> None:
    proxy = CuttingProxy([server.port or 0], cuts=[11 * MIB, 3 * MIB])
    async with proxy.serving() as url:
        visitor = await visit(url)
        page = await visitor.enter("ada", PASSWORD)
        await page.evaluate(NOTES)
        await page.get_by_text("Options", exact=True).click()
        await page.get_by_role("combobox", name="Language").select_option("de")
        offsets = offsets_sent(page)
        await visitor.upload(recording)
        await expect(page.locator(".job-name")).to_have_text("Vorträge.wav")
        notes = " ".join(await page.evaluate("[...window.notes]"))
        await page.goto("about:blank")  # before the line is taken away for good
    assert proxy.cuts_left == 0
    assert "Interrupted at" in notes
    assert "trying again" in notes
    assert offsets.count(0) == 1
    (job,) = await memory.jobs()
    assert job.options.language == "de"
    assert job.recording.sha256 == digest(recording)
    assert memory.database.records.uploads == {}
    assert await memory.stored_blobs() == [job.recording.key]


async def test_a_service_that_dies_in_the_middle_of_a_large_file_is_waited_for(
    start: Start, visit: Visit, tmp_path: Path
) -> None:
    recording = tmp_path / "long.wav"
    recording.write_bytes(with_silence(LARGE))
    service = await start()
    visitor = await visit(service.url)
    page = await visitor.enter()
    await in_no_hurry(visitor)
    offsets = offsets_sent(page)
    await visitor.upload(recording)
    note = page.locator(".upload-note")
    await expect(note).to_contain_text(re.compile(r"Sending · [5-9]\d % of 21.0 MB"))
    service.process.kill()
    await expect(note).to_contain_text("trying again, and going on from there")
    await start(port=int(service.url.rpartition(":")[2]))
    await expect(page.locator(".badge-completed")).to_be_visible(timeout=180_000)
    await expect(page.locator(".job-name")).to_have_count(1)
    assert offsets.count(0) == 1
    visitor.faults.clear()


async def test_who_stops_a_large_file_leaves_nothing_of_it_behind(
    memory: ServiceInMemory, server: TestServer, visit: Visit, recording: Path
) -> None:
    page = await half_sent(await visit(url_of(server)), recording)
    assert len(memory.database.records.uploads) == 1
    async with page.expect_response(removed):
        await page.get_by_role("button", name="Stop: Vorträge.wav").click()
    await expect(page.locator(".upload")).to_have_count(0)
    await ensure_nothing_left(memory)
    assert await memory.jobs() == []


async def test_a_file_that_is_changed_meanwhile_is_not_sent_half_and_half(
    memory: ServiceInMemory, server: TestServer, visit: Visit, recording: Path
) -> None:
    page = await half_sent(await visit(url_of(server)), recording)
    async with page.expect_response(removed):
        change(recording)
    await expect(page.locator(".upload-failed")).to_contain_text("it was moved or changed")
    await ensure_nothing_left(memory)
    assert await memory.jobs() == []


async def test_a_large_file_that_is_no_recording_is_refused_in_words_and_removed(
    memory: ServiceInMemory, server: TestServer, visit: Visit, tmp_path: Path
) -> None:
    film = tmp_path / "disk.img"
    film.write_bytes(bytes(LARGE))
    visitor = await visit(url_of(server))
    page = await visitor.enter("ada", PASSWORD)
    async with page.expect_response(removed):
        await visitor.upload(film)
    await expect(page.locator(".upload-failed")).to_contain_text("There is no sound in this file")
    await ensure_nothing_left(memory)


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    server: TestServer, visit: Visit, tmp_path: Path
) -> None:
    recording = tmp_path / "film.wav"
    recording.write_bytes(SOUND + bytes(2 * LARGE))
    visitor = await visit(url_of(server))
    page = await visitor.enter("ada", PASSWORD)
    offsets = offsets_sent(page)
    await visitor.upload(recording)
    await expect(page.locator(".upload-failed")).to_contain_text("larger than the 41943040 bytes")
    assert offsets == []
