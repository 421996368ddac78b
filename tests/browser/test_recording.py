"""Recording in the browser: live text, pauses, lost lines, and what the service has afterwards."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from application.live.limits import LiveLimits
from domain.user import User
from tests.browser.conftest import Start, Visit
from tests.browser.test_accessibility import LOOKS, ensure_fit
from tests.browser.visitor import Visitor
from tests.cutting_proxy import CuttingProxy
from tests.e2e.stored_files import stored_files
from tests.service_in_memory import ServiceInMemory
from tests.services import do_without
from tests.sound import encoded, noise
from tests.spoken import sample
from tools.browser import browser as running_browser
from tools.browser import chromium
from tools.demo.service import Service

PASSWORD = "correct horse"
MICROPHONE = ["microphone"]
SAID = ["three", "one", "four", "one", "five", "nine", "two", "six"]
TITLE = re.compile(r"Recording \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d")
# In bytes sent by the page: about four seconds of sound.
IN_THE_MIDDLE = 280_000
REFUSED = """() => {
    navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException("refused", "NotAllowedError"));
}"""
MUTED = """() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (asked) => {
        const stream = await open(asked);
        for (const track of stream.getTracks()) track.enabled = false;
        return stream;
    };
}"""


@pytest.fixture
async def speaker(tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser into whose microphone eight digits are read out, once, and then nothing."""
    program = chromium()
    if program is None:
        do_without("No Chromium here: `apt-get install chromium` brings one.")
    hiss = noise(300.0, level=1e-3)
    path = tmp_path / "spoken.wav"
    path.write_bytes(encoded(np.concatenate([hiss[:16_000], sample(), hiss]), rate=48_000))
    async with running_browser(program, f"--use-file-for-fake-audio-capture={path}%noloop") as it:
        yield it


async def begin(page: Page) -> Locator:
    """Record with the microphone."""
    await page.get_by_role("button", name="Record", exact=True).click()
    panel = page.get_by_role("region", name="Recording", exact=True)
    await expect(panel.get_by_role("button", name="Pause")).to_be_focused()
    return panel


async def ensure_heard(panel: Locator) -> None:
    """Wait until all digits were understood."""
    await expect(panel.locator(".live-text")).to_contain_text(SAID[-1])


async def ensure_whole(page: Page) -> None:
    """Stop, and expect a transcript that has each word once."""
    await page.get_by_role("button", name="Stop and transcribe").click()
    await expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    words = page.locator(".segment-text")
    await expect(words.last).to_contain_text(SAID[-1])
    assert " ".join(await words.all_inner_texts()).split() == SAID


async def test_text_appears_while_somebody_speaks_and_the_recording_is_kept(
    service: Service, speaker: Browser
) -> None:
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        panel = await begin(page)
        await ensure_heard(panel)
        assert (await panel.locator(".live-text").inner_text()).split() == SAID
        await expect(panel.get_by_role("meter")).to_have_attribute("aria-valuenow", re.compile("-"))
        await page.get_by_role("link", name="Search").click()
        await expect(panel).to_be_visible()
        await ensure_whole(page)
        await expect(panel).to_have_count(0)


async def test_a_line_that_breaks_is_mended_and_no_word_is_lost(
    service: Service, speaker: Browser
) -> None:
    proxy = CuttingProxy([int(service.url.rpartition(":")[2])], [IN_THE_MIDDLE])
    async with (
        proxy.serving() as url,
        Visitor.at(speaker, url, permissions=MICROPHONE) as visitor,
    ):
        page = await visitor.enter()
        panel = await begin(page)
        await expect(panel.get_by_text("The connection was lost here")).to_be_visible()
        assert proxy.cuts_left == 0
        await ensure_heard(panel)
        await ensure_whole(page)


async def test_a_server_that_restarts_gets_what_was_said_meanwhile(
    start: Start, speaker: Browser
) -> None:
    service = await start({"SHUTDOWN_GRACE_SECONDS": "0.1"})
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        panel = await begin(page)
        await expect(panel.locator(".live-text")).to_contain_text(SAID[0])
        await service.stop()
        lost = panel.get_by_text("recording goes on,")
        await expect(lost).to_contain_text(re.compile(r"\d s not sent yet"))
        await start(port=int(service.url.rpartition(":")[2]))
        await expect(lost).to_have_count(0)
        await ensure_whole(page)
        visitor.faults.clear()


async def test_a_pause_is_not_in_the_recording(service: Service, speaker: Browser) -> None:
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        panel = await begin(page)
        await ensure_heard(panel)
        await page.keyboard.press("p")
        await expect(panel.get_by_text("Paused", exact=True)).to_be_visible()
        paused_at = await panel.locator(".recorder-time").inner_text()
        await page.evaluate("new Promise(resolve => setTimeout(resolve, 3000))")
        assert await panel.locator(".recorder-time").inner_text() == paused_at
        await ensure_fit(page)
        await panel.get_by_role("button", name="Continue").click()
        await expect(panel.locator(".recorder-time")).not_to_have_text(paused_at)
        await ensure_whole(page)


async def test_what_is_discarded_leaves_nothing(
    tmp_path: Path, service: Service, speaker: Browser
) -> None:
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        panel = await begin(page)
        await ensure_heard(panel)
        assert stored_files(tmp_path)
        await panel.get_by_role("button", name="Discard").click()
        await page.get_by_role("button", name="Keep it").click()
        await panel.get_by_role("button", name="Discard").click()
        async with page.expect_response(lambda answer: answer.request.method == "DELETE"):
            await page.get_by_role("dialog").get_by_role("button", name="Discard").click()
        await expect(panel).to_have_count(0)
        await expect(page.get_by_text("No recordings yet")).to_be_visible()
        assert stored_files(tmp_path) == []


async def test_a_tab_is_not_closed_by_accident_while_it_records(
    service: Service, speaker: Browser
) -> None:
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        await begin(page)
        async with page.expect_event("dialog") as asked:
            await page.close(run_before_unload=True)
        dialog = await asked.value
        assert dialog.type == "beforeunload"
        await dialog.dismiss()


@pytest.fixture
def without_live(memory: ServiceInMemory) -> ServiceInMemory:
    memory.live_limits = LiveLimits(sessions_of_user=0)
    return memory


async def test_a_page_that_is_left_ends_its_recording_with_what_is_stored(
    service: Service, speaker: Browser
) -> None:
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        page = await visitor.enter()
        panel = await begin(page)
        await ensure_heard(panel)
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto("about:blank")
        await page.goto(service.url)
        await page.get_by_role("link", name=TITLE).click()
        await expect(page.locator(".segment-text").first).to_contain_text(SAID[0])
        await expect(page.locator(".being-said")).to_be_hidden()
        await expect(page.get_by_role("region", name="Recording", exact=True)).to_have_count(0)


async def test_a_recording_that_waits_for_too_long_is_paused_and_goes_on(
    start: Start, speaker: Browser
) -> None:
    service = await start({"SHUTDOWN_GRACE_SECONDS": "0.1"})
    async with Visitor.at(speaker, service.url, permissions=MICROPHONE) as visitor:
        await visitor.page.route("**/unconfirmed-sound.js", with_less_room)
        page = await visitor.enter()
        panel = await begin(page)
        await expect(panel.locator(".live-text")).to_contain_text(SAID[0])
        await service.stop()
        waits = panel.get_by_text("The recording is paused, because 30 minutes of it wait")
        await expect(waits).to_be_visible()
        await expect(panel.get_by_text("Paused", exact=True)).to_be_visible()
        await start(port=int(service.url.rpartition(":")[2]))
        await expect(panel.get_by_text("recording goes on,")).to_have_count(0)
        await panel.get_by_role("button", name="Continue").click()
        await expect(waits).to_have_count(0)
        await page.get_by_role("button", name="Stop and transcribe").click()
        await expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        visitor.faults.clear()


async def with_less_room(route: Route) -> None:
    """Serve the module that keeps sound with room for four seconds instead of half an hour."""
    answer = await route.fetch()
    text = await answer.text()
    assert "30 * 60 * BYTES" in text
    await route.fulfill(response=answer, body=text.replace("30 * 60 * BYTES", "4 * BYTES"))


async def test_without_a_live_session_the_recording_is_sent_at_the_end(
    service: Service, visit: Visit
) -> None:
    page = await (await visit(service.url, permissions=MICROPHONE)).enter()
    await page.route_web_socket(re.compile("/v1/realtime"), lambda socket: socket.close())
    panel = await begin(page)
    await expect(panel.get_by_text("The recording is sent when you stop.")).to_be_visible()
    await expect(panel.get_by_text("0:01")).to_be_visible()
    await panel.get_by_role("button", name="Stop and transcribe").click()
    await expect(panel).to_have_count(0)
    await expect(page.locator(".job-name")).to_have_text(re.compile(TITLE.pattern + r"\.webm"))


async def test_what_is_not_sent_yet_can_be_discarded(
    without_live: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await (await visit(url, permissions=MICROPHONE)).enter("ada", PASSWORD)
    panel = await begin(page)
    await panel.get_by_role("button", name="Discard").click()
    await page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    await expect(page.get_by_role("button", name="Record", exact=True)).to_be_enabled()
    assert await without_live.jobs() == []


async def test_a_microphone_that_is_not_allowed_is_said_in_words(
    ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter(ada.username, PASSWORD)
    await page.evaluate(REFUSED)
    await page.get_by_role("button", name="Record", exact=True).click()
    await expect(
        page.locator(".toast", has_text="was not allowed to use the microphone")
    ).to_be_visible()
    await expect(page.get_by_role("button", name="Record", exact=True)).to_be_enabled()


@pytest.mark.usefixtures("ada")
async def test_options_that_no_recording_can_have_are_said_before_anybody_speaks(
    url: str, visit: Visit
) -> None:
    page = await (await visit(url, permissions=MICROPHONE)).enter("ada", PASSWORD)
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_label("Detect among").fill("klingon")
    await page.get_by_role("button", name="Record", exact=True).click()
    await expect(page.locator(".toast", has_text="Nothing was recorded.")).to_contain_text(
        "klingon"
    )
    await expect(page.get_by_role("button", name="Record", exact=True)).to_be_enabled()


@pytest.mark.usefixtures("without_live")
async def test_the_source_can_be_changed_from_a_tab_to_the_microphone(url: str) -> None:
    program = chromium()
    if program is None:
        do_without("No Chromium here: `apt-get install chromium` brings one.")
    async with (
        running_browser(program, "--auto-accept-this-tab-capture") as browser,
        Visitor.at(browser, url, permissions=MICROPHONE) as visitor,
    ):
        page = await visitor.enter("ada", PASSWORD)
        await page.get_by_role("button", name="Record a tab").click()
        panel = page.get_by_role("region", name="Recording", exact=True)
        source = panel.get_by_label("Source")
        await expect(source).to_have_value("screen")
        await expect(panel.get_by_text("0:01")).to_be_visible()
        await source.select_option(index=0)
        await expect(source).to_be_enabled()
        await expect(source).not_to_have_value("screen")
        await expect(panel.get_by_role("meter")).to_have_attribute("aria-valuetext", "good")
        visitor.faults.clear()  # Chromium says there that this page has no camera


@pytest.mark.usefixtures("without_live")
@pytest.mark.parametrize("look", LOOKS)
async def test_recording_is_fit_for_everybody_and_says_when_nothing_is_heard(
    url: str, visit: Visit, look: str
) -> None:
    page = await (await visit(url, permissions=MICROPHONE, **LOOKS[look])).enter("ada", PASSWORD)
    await page.evaluate(MUTED)
    panel = await begin(page)
    await expect(panel.get_by_text("No sound comes in: is the microphone muted?")).to_be_visible()
    await expect(panel.get_by_role("meter")).to_have_attribute("aria-valuetext", "silent")
    await expect(panel.get_by_label("Source").locator("option")).not_to_have_count(0)
    await ensure_fit(page)
