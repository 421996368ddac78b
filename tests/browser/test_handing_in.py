"""Recordings on their way in: chosen, dropped, spoken; refused, slowed down, cut off."""

import re
from typing import Any

from playwright.async_api import Page, expect

from domain.user import User
from tests.browser.conftest import Start, Visit
from tests.browser.visitor import Visitor
from tests.digits_model import SAMPLES
from tests.e2e.test_service import long_recording
from tests.service_in_memory import SOUND, UPLOAD_LIMIT, ServiceInMemory

PASSWORD = "correct horse"
SLOW = {"offline": False, "latency": 200, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    const options = {dataTransfer: data, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
}"""


def a_file(name: str = "talk.wav", data: bytes = SOUND) -> dict[str, Any]:
    return {"name": name, "mimeType": "audio/wav", "buffer": data}


async def slow_down(visitor: Visitor) -> None:
    """Let the visitor's network be a bad one."""
    devtools = await visitor.context.new_cdp_session(visitor.page)
    await devtools.send("Network.emulateNetworkConditions", SLOW)


async def job_count(page: Page, count: int) -> None:
    await expect(page.locator(".job-name")).to_have_count(count)


async def test_many_files_become_as_many_jobs_with_the_options_asked_for(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_role("combobox", name="Language").select_option("de")
    await page.get_by_label("Context").fill("Ada Lovelace")
    await page.get_by_label("Times of single words").uncheck()
    await page.get_by_text("How to search for words", exact=True).click()
    await page.get_by_label("Patience").fill("2")
    await visitor.upload(*(a_file(f"talk {number}.wav") for number in range(5)))
    await job_count(page, 5)
    jobs = await memory.jobs()
    assert {job.recording.filename for job in jobs} == {f"talk {n}.wav" for n in range(5)}
    assert {job.options.language for job in jobs} == {"de"}
    assert {job.options.prompt for job in jobs} == {"Ada Lovelace"}
    assert {job.options.decoding.patience for job in jobs} == {2.0}
    assert {job.options.word_timestamps for job in jobs} == {False}
    assert {job.owner for job in jobs} == {ada.id}


async def test_what_was_chosen_last_is_chosen_next_time_but_not_the_words(
    url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_role("combobox", name="Language").select_option("fr")
    await page.get_by_role("combobox", name="Model").select_option("small")
    await page.get_by_label("Context").fill("secret")
    await page.get_by_label("Context").blur()
    await page.reload()
    await page.get_by_text("Options", exact=True).click()
    await expect(page.get_by_role("combobox", name="Language")).to_have_value("fr")
    await expect(page.get_by_role("combobox", name="Model")).to_have_value("small")
    await expect(page.get_by_label("Context")).to_have_value("")


async def test_files_may_be_dropped_anywhere_on_the_page(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.evaluate(DROP, ["dropped.wav", SOUND.decode()])
    await job_count(page, 1)
    assert [job.recording.filename for job in await memory.jobs()] == ["dropped.wav"]


async def test_what_is_no_recording_is_refused_in_words_and_put_away(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await visitor.upload(a_file("notes.wav", b"no sound"), a_file("empty.wav", b""), a_file())
    await job_count(page, 1)
    await expect(page.get_by_text("There is no sound in this file")).to_be_visible()
    await expect(page.locator(".upload-failed")).to_have_count(2)
    await page.get_by_role("button", name="Put away: notes.wav").click()
    await page.get_by_role("button", name="Put away: empty.wav").click()
    await expect(page.locator(".upload")).to_have_count(0)
    assert len(await memory.jobs()) == 1


async def test_a_file_over_the_limit_is_refused_in_words(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await visitor.upload(a_file("long.wav", SOUND + bytes(UPLOAD_LIMIT)))
    await expect(page.locator(".upload-failed")).to_contain_text("larger than the 1048576 bytes")


async def test_over_a_slow_network_one_sees_how_far_it_is_and_can_stop_it(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await slow_down(visitor)
    await visitor.upload(a_file("slow.wav", SOUND + bytes(UPLOAD_LIMIT // 2)))
    note = page.locator(".upload-note")
    await expect(note).to_contain_text(re.compile(r"Sending · [1-9]\d? % of 524 KB"))
    await page.get_by_role("button", name="Stop: slow.wav").click()
    await expect(page.locator(".upload")).to_have_count(0)
    await visitor.upload(a_file("patient.wav", SOUND + bytes(100_000)))
    await job_count(page, 1)
    assert [job.recording.filename for job in await memory.jobs()] == ["patient.wav"]


async def test_the_page_itself_opens_over_a_slow_network(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    await slow_down(visitor)
    await visitor.page.reload()
    await visitor.enter("ada", PASSWORD)


async def test_a_server_that_restarts_in_the_middle_is_waited_for(
    start: Start, visit: Visit
) -> None:
    service = await start({"SHUTDOWN_GRACE_SECONDS": "0.1"})
    visitor = await visit(service.url)
    page = await visitor.enter()
    await visitor.upload(a_file("long.wav", long_recording()))
    await page.get_by_role("link", name="long.wav").click()
    await expect(page.locator(".head")).to_be_visible()
    await service.stop()
    banner = page.locator(".banner")
    await expect(banner).to_be_visible()
    await start(port=int(service.url.rpartition(":")[2]))
    await expect(banner).to_be_hidden()
    await expect(page.locator("summary", has_text="Download")).to_be_visible()
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator(".segment-time").first).to_have_text("0:00")
    await expect(page.locator(".segment-text").first).to_contain_text("three one four")
    visitor.faults.clear()


async def test_an_upload_that_is_cut_off_is_sent_again_by_itself(
    start: Start, visit: Visit
) -> None:
    service = await start()
    visitor = await visit(service.url)
    page = await visitor.enter()
    await slow_down(visitor)
    await visitor.upload(SAMPLES / "digits-en.wav")
    await expect(page.locator(".upload-note")).to_contain_text("Sending")
    service.process.kill()
    await expect(page.locator(".upload-note")).to_contain_text("Paused")
    await start(port=int(service.url.rpartition(":")[2]))
    # The service that was killed held the upload's key; that is free again within a minute.
    await expect(page.locator(".badge-completed")).to_be_visible(timeout=180_000)
    await job_count(page, 1)
    visitor.faults.clear()
