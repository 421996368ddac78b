"""The caption page shows a room what is said."""

from typing import Any

import pytest
from playwright.async_api import expect

from domain.events import HeardLive, RecordingEnded
from domain.job import Job, JobStatus, Live
from domain.transcript import Passage, Segment
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import LOOKS, PASSWORD, ensure_fit
from tests.service_in_memory import ServiceInMemory

FONT = "parseFloat(getComputedStyle(document.getElementById('lines')).fontSize)"


async def live_job(memory: ServiceInMemory, owner: User) -> Job:
    return await memory.job_of(owner.id, live=Live.RECORDING, status=JobStatus.PROCESSING)


async def said_live(memory: ServiceInMemory, job: Job, number: int, text: str) -> None:
    segment = Segment(number * 5.0 + 1, number * 5.0 + 5, f" {text}")
    async with memory.unit_of_work() as uow:
        await uow.drafts.append(job.id, Passage((segment,), segment.end))
        await uow.commit()
    await memory.publisher.publish(HeardLive(job, (segment,)))


async def test_what_is_said_is_shown_as_it_comes(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await live_job(memory, ada)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/live/{job.id}")
    await expect(page.get_by_text("Nothing was said yet.")).to_be_visible()
    await said_live(memory, job, 0, "Good evening.")
    await expect(page.locator("#lines p")).to_have_text(["Good evening."])
    await memory.publisher.publish(HeardLive(job, words=" Wel"))
    await expect(page.locator("#now")).to_have_text("Wel")
    await said_live(memory, job, 1, "Welcome.")
    await expect(page.locator("#lines p")).to_have_text(["Good evening.", "Welcome."])
    await expect(page.locator("#now")).to_have_text("")
    ended = job.recorded(job.recording)
    await memory.replaced(job, ended)
    await memory.publisher.publish(RecordingEnded(ended))
    await expect(page.get_by_text("This recording has ended.")).to_be_visible()


async def test_it_has_the_fonts_of_the_page(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await live_job(memory, ada)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.goto(f"{url}/live/{job.id}")
    await said_live(memory, job, 0, "Good evening.")
    await expect(page.locator("#lines p")).to_have_count(1)
    await page.evaluate("document.fonts.ready.then(() => null)")
    fonts: list[list[str]] = await page.evaluate(
        "[...document.fonts].map(({family, status}) => [family, status])"
    )
    assert ["Noto Sans", "loaded"] in fonts
    assert ["Noto Sans", "error"] not in fonts


async def test_its_size_follows_keys(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await live_job(memory, ada)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.goto(f"{url}/live/{job.id}")
    await said_live(memory, job, 0, "One.")
    await expect(page.locator("#lines p")).to_have_count(1)
    usual = await page.evaluate(FONT)
    await page.keyboard.press("+")
    larger = await page.evaluate(FONT)
    await page.keyboard.press("-")
    await page.keyboard.press("-")
    assert await page.evaluate(FONT) < usual < larger
    await page.keyboard.press("f")
    await page.wait_for_function("document.fullscreenElement !== null")


async def test_who_is_not_logged_in_is_told_so(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await live_job(memory, ada)
    page = (await visit(url)).page
    await page.goto(f"{url}/live/{job.id}")
    await expect(page.get_by_role("link", name="Log in")).to_be_visible()


async def test_who_reads_the_recording_sees_what_is_being_said(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await live_job(memory, ada)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await expect(page.get_by_text("the first words appear here")).to_be_visible()
    await memory.publisher.publish(HeardLive(job, words=" Good"))
    now = page.locator(".being-said")
    await expect(now).to_have_text("Good")
    await expect(page.get_by_text("the first words appear here")).to_be_hidden()
    assert await now.evaluate("each => each.closest('[aria-live], [role=log], [role=status]')") is (
        None
    )
    await said_live(memory, job, 0, "Good evening.")
    await expect(page.locator(".segment-text")).to_have_text(["Good evening."])
    await expect(now).to_be_hidden()
    await memory.publisher.publish(HeardLive(job, words="Wel"))
    await expect(now).to_have_text("Wel")
    await memory.publisher.publish(HeardLive(job, words=""))
    await expect(now).to_be_hidden()
    await memory.publisher.publish(HeardLive(job, words="Welcome"))
    await expect(now).to_be_visible()
    await ensure_fit(page)
    ended = job.recorded(job.recording)
    await memory.replaced(job, ended)
    await memory.publisher.publish(RecordingEnded(ended))
    await expect(now).to_be_hidden()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_it_is_fit_for_everybody(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    job = await live_job(memory, ada)
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.goto(f"{url}/live/{job.id}")
    for number in range(12):
        await said_live(memory, job, number, f"Number {number} is a sentence of some length.")
    await expect(page.locator("#lines p")).to_have_count(12)
    await memory.publisher.publish(HeardLive(job, words="And one"))
    await expect(page.locator("#now")).to_have_text("And one")
    await ensure_fit(page)
