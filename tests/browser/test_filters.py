"""Filters are chosen from what the user's recordings have, in the list and in the search."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from application.search.index_jobs import IndexJobs
from domain.labels import Labels
from domain.options import ModelName
from domain.transcript import DetectedLanguage
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.scenes import said
from tests.browser.test_accessibility import LOOKS, PASSWORD, ensure_fit
from tests.service_in_memory import ServiceInMemory

ODD = ("a, b", "עברית", "\N{GRINNING FACE} tag", '<b>"&', "x" * 50)
# What a browser does when somebody chooses from the suggestions of a field.
CHOOSE = """(input, value) => {
    input.value = value;
    input.dispatchEvent(new InputEvent("input", {inputType: "insertReplacementText"}));
}"""
SUGGESTED = "input => [...input.list.options].map(option => option.value)"


async def a_talk(memory: ServiceInMemory, owner: User, text: str, *tags: str, **more: Any) -> None:
    await memory.completed_job(owner.id, said(0, text), labels=Labels(text, tags), **more)


async def names(page: Page, *expected: str) -> None:
    await expect(page.locator(".job-name")).to_have_count(len(expected))
    assert set(await page.locator(".job-name").all_inner_texts()) == set(expected)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_list_is_filtered_by_what_there_is(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await a_talk(memory, ada, "one", "fun", *ODD)
    await a_talk(memory, ada, "two", "fun", detected=DetectedLanguage("cy", 0.9))
    await a_talk(memory, ada, "three", model=ModelName("small"))
    bob = await memory.add_user("bob")
    await a_talk(memory, bob, "secret", "his", model=ModelName("his"))
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.get_by_text("Filter", exact=True).click()
    group = page.get_by_role("group", name="Filter")
    await expect(group.get_by_label("Language").locator("option")).to_have_text(
        ["Any", "German (2)", "Welsh (1)"]
    )
    await expect(group.get_by_label("Model").locator("option")).to_have_text(
        ["Any", "digits (2)", "small (1)"]
    )
    tag = group.get_by_label("Tag")
    await tag.focus()
    assert set(await tag.evaluate(SUGGESTED)) == {"fun", *ODD}
    await ensure_fit(page)
    for odd in ODD:
        await tag.fill(odd)
        await tag.press("Enter")
        await names(page, "one")
    await tag.fill("fun")
    await tag.press("Enter")
    await names(page, "two", "one")
    await group.get_by_label("Language").select_option("cy")
    await names(page, "two")
    await expect(page).to_have_url(re.compile("tag=fun&language=cy"))
    await ensure_fit(page)
    await page.reload()
    await names(page, "two")
    await expect(group.get_by_label("Language")).to_have_value("cy")


async def test_a_filter_is_chosen_with_the_keyboard_alone(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await a_talk(memory, ada, "one")
    await a_talk(memory, ada, "two", model=ModelName("small"))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await names(page, "two", "one")
    await visitor.tab_to(page.locator(".filters summary"))
    await page.keyboard.press("Enter")
    group = page.get_by_role("group", name="Filter")
    await expect(group.get_by_label("Model").locator("option")).to_have_count(3)
    await visitor.tab_to(group.get_by_label("Model"))
    await page.keyboard.type("small")
    await names(page, "two")


async def test_a_tag_that_no_recording_has_any_more_vanishes(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await a_talk(memory, ada, "one", "old", "both", model=ModelName("small"))
    await a_talk(memory, ada, "two", "both")
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_text("Filter", exact=True).click()
    group = page.get_by_role("group", name="Filter")
    await expect(group.get_by_label("Model").locator("option")).to_have_count(3)
    await page.get_by_role("button", name="Delete: one").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await names(page, "two")
    await expect(group.get_by_label("Model").locator("option")).to_have_count(2)
    assert await group.get_by_label("Tag").evaluate(SUGGESTED) == ["both"]


async def test_a_link_shows_its_filters_even_if_nothing_has_them(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await a_talk(memory, ada, "one")
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.goto(f"{url}/#/?language=German&model=gone")
    await expect(page.get_by_text("Nothing fits")).to_be_visible()
    group = page.get_by_role("group", name="Filter")
    await expect(group.get_by_label("Language")).to_have_value("German")
    await expect(group.get_by_label("Model").locator("option")).to_have_text(
        ["Any", "gone", "digits (1)"]
    )
    await group.get_by_label("Model").select_option("")
    await names(page, "one")


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_tag_editor_suggests_tags_and_keeps_any_character(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await a_talk(memory, ada, "other", *ODD, "Fun")
    job = await memory.completed_job(ada.id, said(0, "one"), labels=Labels("T", ("c, d", "old")))
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await page.get_by_role("button", name="Name, tags, notes").click()
    field = page.get_by_label("Tags", exact=True)
    await field.focus()
    await expect(page.locator("datalist option")).to_have_count(8)
    for odd in ODD:
        await field.evaluate(CHOOSE, odd)
    await field.press_sequentially("Fun, fun,new")
    await field.press("Enter")
    await page.get_by_role("button", name="Remove the tag old").click()
    await expect(field).to_be_focused()
    await ensure_fit(page)
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".labels .tag")).to_have_text(["c, d", *ODD, "Fun", "new"])
    (kept,) = [each for each in await memory.jobs() if each.id == job.id]
    assert kept.labels.tags == ("c, d", *ODD, "Fun", "new")


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_search_has_filters_that_a_link_repeats(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await a_talk(memory, ada, "one fox", "a, b")
    await a_talk(memory, ada, "two foxes", detected=DetectedLanguage("cy", 0.9))
    await IndexJobs(memory.unit_of_work)()
    page = await (await visit(url, **look)).enter("ada", PASSWORD)
    await page.goto(f"{url}/#/search?q=fox")
    await expect(page.locator(".hit")).to_have_count(2)
    await page.get_by_text("Filter", exact=True).click()
    group = page.get_by_role("group", name="Filter")
    await group.get_by_label("Language").select_option("cy")
    await expect(page.locator(".hit-text")).to_have_text(["two foxes"])
    await group.get_by_label("Language").select_option("")
    await group.get_by_label("Tag").fill("a, b")
    await group.get_by_label("Tag").press("Enter")
    await expect(page.locator(".hit-text")).to_have_text(["one fox"])
    await ensure_fit(page)
    await expect(page).to_have_url(re.compile(r"#/search\?q=fox&tag=a%2C\+b$"))
    await page.reload()
    await expect(page.locator(".hit-text")).to_have_text(["one fox"])
    await group.get_by_label("Until").fill("2001-02-03")
    await expect(page.locator(".hint")).to_contain_text("Nothing was found in the recordings")
    await expect(page).to_have_url(re.compile("until=2001-02-03"))
    await ensure_fit(page)
    await page.get_by_role("button", name="Remove all").click()
    await expect(page.locator(".hit")).to_have_count(2)
    await expect(page).to_have_url(re.compile(r"#/search\?q=fox$"))
