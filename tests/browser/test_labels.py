"""Names, tags and notes; several recordings at once; filters; the keys of the page."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.scenes import many_jobs, said
from tests.browser.test_accessibility import LOOKS, PASSWORD, ensure_fit
from tests.service_in_memory import ServiceInMemory


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_a_recording_is_named_tagged_and_found_by_its_tag(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await memory.completed_job(ada.id, said(0, "one"))
    job = await memory.completed_job(ada.id, said(0, "two"))
    visitor = await visit(url, **look)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await page.get_by_role("button", name="Name, tags, notes").click()
    await page.get_by_label("Name", exact=True).fill("The second talk")
    await page.get_by_label("Tags", exact=True).fill("fun, two words")
    await page.get_by_label("Notes").fill("Ask <b>Bob</b>.")
    await ensure_fit(page)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("The second talk")
    await expect(page.locator(".tag")).to_have_text(["fun", "two words"])
    await expect(page.locator(".notes")).to_have_text("Ask <b>Bob</b>.")
    await ensure_fit(page)
    await page.get_by_role("link", name="Recordings").first.click()
    await expect(page.locator(".job")).to_have_count(2)
    await page.get_by_role("button", name="two words").click()
    await expect(page.locator(".job-name")).to_have_text(["The second talk"])
    await expect(page).to_have_url(re.compile("tag=two"))
    await ensure_fit(page)
    await page.get_by_role("button", name="Remove all").click()
    await expect(page.locator(".job")).to_have_count(2)


async def test_several_recordings_are_tagged_downloaded_and_deleted_at_once(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    for text in ("one", "two", "three"):
        await memory.completed_job(ada.id, said(0, text))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    boxes = page.get_by_role("checkbox", name="Choose: talk.wav")
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await expect(page.locator(".bulk-count")).to_have_text("2 recordings chosen")
    bulk = page.get_by_role("group", name="Chosen recordings")
    link = bulk.get_by_role("link", name="Download")
    await expect(link).to_have_attribute("href", re.compile(r"/jobs/export\?ids=.+&format=txt"))
    await ensure_fit(page)
    await bulk.get_by_label("Tag", exact=True).fill("new")
    await page.get_by_role("button", name="Add tag").click()
    await expect(page.locator(".jobs .tag")).to_have_count(2)
    await expect(page.locator(".bulk")).to_be_hidden()
    await boxes.nth(0).check()
    await boxes.nth(2).check()
    await bulk.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.locator(".job")).to_have_count(1)
    assert len(await memory.jobs()) == 1


async def test_the_drop_zone_is_small_once_the_list_is_full(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await many_jobs(memory, ada, 2_000)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await expect(page.locator(".job")).to_have_count(25)
    await expect(page.locator(".intake-small")).to_have_count(1)
    await expect(page.get_by_role("button", name="Choose files")).to_be_visible()


async def test_a_sheet_names_all_keys_and_the_keys_work(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await memory.completed_job(ada.id, said(0, "one fox", "two"))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await expect(page.locator(".job")).to_have_count(1)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Search in what was said")
    await ensure_fit(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search recordings by name")).to_be_focused()
    await page.keyboard.type("?g")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await expect(page.locator(".segment")).to_have_count(2)
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search in the text")).to_be_focused()
    await page.get_by_label("Search in the text").blur()
    await page.keyboard.press("g")
    await page.keyboard.press("s")
    await expect(page.get_by_label("Search in what was said")).to_be_focused()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_a_text_is_replaced_everywhere_and_the_replacement_undone(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    job = await memory.completed_job(ada.id, said(0, "a wun", "wun and wun", "two"))
    visitor = await visit(url, **look)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await page.get_by_text("Find and replace").click()
    await page.get_by_label("Find", exact=True).fill("WUN")
    await page.get_by_label("Replace with").fill("one")
    await page.get_by_role("button", name="Count").click()
    await expect(page.locator(".replace-told")).to_have_text("Found in 2 segments.")
    await ensure_fit(page)
    await page.get_by_role("button", name="Replace 3 places").click()
    texts = page.locator(".segment-text")
    await expect(texts).to_have_text(["a one", "one and one", "two"])
    await page.get_by_role("button", name="Undo", exact=True).click()
    await expect(texts).to_have_text(["a wun", "wun and wun", "two"])
    await expect(page.locator(".replace-told")).to_have_text("The texts are as they were.")
