"""Speakers beside the text: named, merged, filtered and moved on the page."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domain.job import Job
from domain.options import TranscriptionOptions
from domain.speaker_assignment import Part
from domain.speakers import Diarization, SpeakerTurn
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.scenes import said
from tests.browser.test_accessibility import LOOKS, ensure_fit
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
SPEAKERS = "ABBAC"
TEXTS = ("good morning", "hello", "how are you", "very well", "so am I")


async def a_talk(memory: ServiceInMemory, owner: User, *, times: int = 1) -> Job:
    """Store a recording in which three people speak."""
    labels = SPEAKERS * times
    turns = [SpeakerTurn(float(at), at + 1.0, label) for at, label in enumerate(labels)]
    passage = said(0, *(TEXTS * times))
    job = await memory.completed_job(
        owner.id,
        passage,
        options=TranscriptionOptions(diarize=True),
        speakers=Diarization(tuple(turns)).speakers,
    )
    async with memory.unit_of_work() as uow:
        await uow.speakers.keep(job.id, turns, [(Part(0, label),) for label in labels])
        await uow.commit()
    return job


async def read_the_talk(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, **look: Any
) -> Page:
    job = await a_talk(memory, ada)
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.get_by_role("link", name=job.recording.filename).click()
    await expect(page.get_by_role("region", name="Speakers")).to_be_visible()
    return page


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LOOKS[request.param]


async def test_the_speakers_are_fit_for_everybody(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    page = await read_the_talk(memory, ada, url, visit, **look)
    await expect(page.locator(".turn-strip path")).to_have_count(3)
    await ensure_fit(page)
    await page.get_by_role("button", name="Rename Speaker A").click()
    await ensure_fit(page)


async def test_the_page_shows_who_speaks_how_long_and_when(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    entries = page.locator(".speaker")
    await expect(entries).to_have_count(3)
    await expect(entries.first).to_contain_text("2 s · 40 %")
    await expect(page.locator(".segment-speaker")).to_have_text(
        ["ASpeaker A", "BSpeaker B", "ASpeaker A", "CSpeaker C"]
    )
    await expect(page.locator(".turn-strip path")).to_have_count(3)


async def test_a_name_is_edited_where_it_stands_and_can_be_removed(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    await page.get_by_role("button", name="Rename Speaker A").click()
    field = page.get_by_label("Name of speaker A")
    await field.fill("Anna <b>")
    await field.press("Enter")
    await expect(page.locator(".segment-speaker").first).to_have_text("AAnna <b>")
    await page.reload()
    await page.get_by_role("button", name="Rename Anna <b>").click()
    await field.press("Escape")
    await expect(page.get_by_role("button", name="Rename Anna <b>")).to_be_focused()
    await page.get_by_role("button", name="Rename Anna <b>").click()
    await field.fill("")
    await field.press("Enter")
    await expect(page.get_by_role("button", name="Rename Speaker A")).to_be_visible()


async def test_the_words_of_one_speaker_can_be_shown_alone(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    only = page.get_by_role("button", name="Show only Speaker B")
    await only.click()
    await expect(page.locator(".segment-text")).to_have_text(["hello", "how are you"])
    await expect(only).to_be_focused()
    await expect(only).to_have_attribute("aria-pressed", "true")
    await only.click()
    await expect(page.locator(".segment-text")).to_have_text(list(TEXTS))


async def test_two_speakers_become_one_and_two_again(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    await page.get_by_label("Speaker C is the same person as").select_option("A")
    await expect(page.locator(".speaker")).to_have_count(2)
    await expect(page.locator(".segment-speaker")).to_have_text(
        ["ASpeaker A", "BSpeaker B", "ASpeaker A"]
    )
    await expect(page.locator(".turn-strip path")).to_have_count(2)
    await page.get_by_role("button", name="Split off C").click()
    await expect(page.locator(".speaker")).to_have_count(3)
    await expect(page.locator(".segment-speaker")).to_have_count(4)


async def test_a_segment_is_given_to_another_speaker_and_back(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    choice = page.get_by_label("Speaker at 0:01")
    await choice.select_option("C")
    await expect(page.locator(".segment-speaker").nth(1)).to_have_text("CSpeaker C")
    await choice.select_option(label="As heard (B)")
    await expect(page.locator(".segment-speaker").nth(1)).to_have_text("BSpeaker B")


async def test_all_edits_are_withdrawn_at_once(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    await page.get_by_label("Speaker C is the same person as").select_option("A")
    await page.get_by_role("button", name="As heard", exact=True).click()
    await page.get_by_role("button", name="Withdraw them").click()
    await expect(page.locator(".speaker")).to_have_count(3)


async def test_a_filtered_transcript_of_hours_keeps_few_rows(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await a_talk(memory, ada, times=1000)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name=job.recording.filename).click()
    await page.get_by_role("button", name="Show only Speaker C").click()
    await expect(page.locator(".segment-text").first).to_have_text("so am I")
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await expect(page.locator(".segment").last).to_have_attribute("data-index", re.compile("^49"))
    assert await page.locator(".segment").count() < 100


async def test_an_edit_in_another_tab_is_shown_here(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await read_the_talk(memory, ada, url, visit)
    await expect(page.locator(".segment-speaker").first).to_have_text("ASpeaker A")
    async with page.context.expect_page() as opened:
        await page.evaluate("open(location.href)")
    other = await opened.value
    await other.get_by_role("button", name="Rename Speaker A").click()
    await other.get_by_label("Name of speaker A").fill("Anna")
    await other.get_by_label("Name of speaker A").press("Enter")
    await expect(other.locator(".segment-speaker").first).to_have_text("AAnna")
    await expect(page.locator(".segment-speaker").first).to_have_text("AAnna")
