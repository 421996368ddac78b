"""A transcript is shared by a link, which readers without an account open."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from domain.job import Job
from domain.speakers import Speaker
from domain.transcript import Passage, Segment
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import LOOKS, PASSWORD, ensure_fit
from tests.service_in_memory import ServiceInMemory


@pytest.fixture
async def job(memory: ServiceInMemory, ada: User) -> Job:
    said = Passage(
        (
            Segment(0.0, 1.0, " The lighthouse stands", speaker="A"),
            Segment(1.0, 2.0, " on the northern rock.", speaker="B"),
        ),
        position=2.0,
    )
    return await memory.completed_job(ada.id, said, speakers=(Speaker("A", 1.0), Speaker("B", 1.0)))


@pytest.fixture
async def owner(job: Job, url: str, visit: Visit) -> Page:
    """Open the recording as its owner."""
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name=job.recording.filename).click()
    await page.get_by_text("Share", exact=True).click()
    return page


async def made_link(page: Page, *offers: str) -> str:
    """Make a link on the page, and return its address."""
    await page.get_by_label("For whom").fill("for Bob")
    for offer in offers:
        await page.get_by_label(offer).check()
    await page.get_by_role("button", name="Make a link").click()
    return await page.locator(".key-shown code").inner_text()


async def test_a_reader_without_an_account_reads_and_searches(
    owner: Page, url: str, visit: Visit
) -> None:
    link = await made_link(owner)
    reader = (await visit(url)).page
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    await reader.goto(link)
    await expect(reader.get_by_text("on the northern rock.")).to_be_visible()
    await expect(reader.get_by_text("Speaker B")).to_be_visible()
    await reader.get_by_label("Search in the text").fill("rock")
    await expect(reader.get_by_text("1 of 1 place")).to_be_visible()
    await expect(reader.get_by_label("Player")).to_have_count(0)
    await expect(reader.get_by_text("Download")).to_have_count(0)
    token = link.partition("#")[2]
    assert [address for address in asked if token in address.partition("#")[0]] == []
    assert any(address.endswith("/transcript?format=json") for address in asked)


async def test_a_reader_hears_and_takes_what_the_link_offers(
    owner: Page, url: str, visit: Visit
) -> None:
    offers = "Readers can hear the recording", "Readers can download files"
    link = await made_link(owner, *offers)
    reader = (await visit(url)).page
    await reader.goto(link)
    await expect(reader.get_by_label("Player")).to_be_visible()
    await reader.get_by_text("Download", exact=True).click()
    async with reader.expect_download() as begun:
        await reader.get_by_role("link", name="Text txt").click()
    path = await (await begun.value).path()
    assert "northern rock" in path.read_text(encoding="utf-8")


async def test_a_link_that_was_withdrawn_opens_nothing(owner: Page, url: str, visit: Visit) -> None:
    link = await made_link(owner)
    await owner.get_by_role("button", name="Withdraw: for Bob").click()
    await expect(owner.get_by_role("button", name="Withdraw: for Bob")).to_have_count(0)
    reader = (await visit(url)).page
    await reader.goto(link)
    await expect(reader.get_by_text("This link does not work")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_link_and_its_page_are_fit_for_everybody(
    owner: Page, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    link = await made_link(owner, "Readers can hear the recording", "Readers can download files")
    await ensure_fit(owner)
    reader = (await visit(url, **look)).page
    await reader.goto(link)
    await expect(reader.get_by_text("on the northern rock.")).to_be_visible()
    await ensure_fit(reader)
