"""Owners of a recording who share it, and readers of their links."""

from typing import Any, Final

from playwright.async_api import Page

from domain.job import Job
from domain.speakers import Speaker
from domain.transcript import Passage, Segment
from domain.user import User
from tests.browser.conftest import Visit
from tests.service_in_memory import ServiceInMemory

PASSWORD: Final = "correct horse"
HEAR: Final = "Readers can hear the recording"
TAKE: Final = "Readers can download files"


async def shareable(memory: ServiceInMemory, ada: User) -> Job:
    """Complete a job in which two people speak."""
    said = Passage(
        (
            Segment(0.0, 1.0, " The lighthouse stands", speaker="A"),
            Segment(1.0, 2.0, " on the northern rock.", speaker="B"),
        ),
        position=2.0,
    )
    return await memory.completed_job(ada.id, said, speakers=(Speaker("A", 1.0), Speaker("B", 1.0)))


async def owner_of(job: Job, url: str, visit: Visit, **look: Any) -> Page:
    """Open the panel *Share* of a recording as its owner."""
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.get_by_role("link", name=job.recording.filename).click()
    await page.get_by_text("Share", exact=True).click()
    return page


async def made_link(page: Page, *offers: str, label: str = "for Bob") -> str:
    """Make a link on the page, and return its address."""
    await page.get_by_label("For whom").fill(label)
    for offer in offers:
        await page.get_by_label(offer).check()
    await page.get_by_role("button", name="Make a link").click()
    await page.get_by_role("button", name=f"Withdraw: {label}").wait_for()
    return await page.locator(".key-shown code").inner_text()


async def reader_of(link: str, url: str, visit: Visit, **look: Any) -> Page:
    """Open a link as somebody without an account."""
    page = (await visit(url, **look)).page
    await page.goto(link)
    return page
