"""From a file to its text, as somebody with a recording sees it."""

from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE, SAMPLES
from tools.demo.service import Service

expect.set_options(timeout=PATIENCE)


async def test_who_logs_in_and_drops_a_recording_reads_its_text(
    service: Service, visit: Visit
) -> None:
    visitor = await visit(service.url)
    page = await visitor.enter()
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    await visitor.upload(SAMPLES / "digits-en.wav")
    await expect(page.locator(".badge-completed")).to_be_visible()
    await page.get_by_role("link", name="digits-en.wav").click()
    await expect(page.locator(".segment-text").first).to_be_visible()
    texts = await page.locator(".segment-text").all_inner_texts()
    assert " ".join(texts) == "three one four one five nine two six"
