"""Search over what was said, and the way from a place to the player."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Route, expect

from application.search.index_jobs import IndexJobs
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.scenes import said
from tests.browser.test_accessibility import LOOKS, PASSWORD, ensure_fit
from tests.service_in_memory import ServiceInMemory


async def indexed(memory: ServiceInMemory, owner: User, *texts: str) -> None:
    await memory.completed_job(owner.id, said(0, *texts))
    await IndexJobs(memory.unit_of_work)()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_a_place_leads_to_the_player_at_that_moment(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await indexed(memory, ada, "one fox", "two", "a \N{GRINNING FACE} Fox and a fox", "end")
    visitor = await visit(url, **look)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_role("link", name="Search", exact=True).click()
    await page.get_by_label("Search in what was said").fill('"and a fox"')
    await expect(page.locator(".hit mark")).to_have_text(["and", "a", "fox"])
    await page.get_by_label("Search in what was said").fill("and FOX")
    await expect(page.locator(".hit mark")).to_have_text(["Fox", "and", "fox"])
    await expect(page).to_have_url(re.compile(r"#/search\?q=and\+FOX$"))
    await ensure_fit(page)
    await page.get_by_role("link", name="talk.wav at 0:02").click()
    await expect(page.get_by_label("Search in the text")).to_have_value("Fox")
    await expect(page.locator(".search-count")).to_have_text("2 of 3 places")
    await expect(page.locator(".found-current")).to_have_text("Fox")
    await expect(page.locator(".player-time")).to_have_text(re.compile("^0:02"))
    await ensure_fit(page)


async def test_the_current_place_looks_unlike_the_others_without_its_colour(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await memory.completed_job(ada.id, said(0, "fox fox", "three foxes"))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await page.get_by_label("Search in the text").fill("fox")
    await expect(page.locator(".search-count")).to_have_text("1 of 3 places")
    for number in range(3):
        marks = page.locator(".found")
        await expect(marks).to_have_count(3)
        await expect(marks.nth(number)).to_have_class(re.compile("found-current"))
        await expect(page.locator(".found-current")).to_have_count(1)
        await expect(page.locator(".found-current")).to_have_css(
            "text-decoration-line", "underline"
        )
        await page.get_by_role("button", name="Next place").click()


async def test_a_search_without_words_is_answered_in_words(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await indexed(memory, ada, "one fox")
    await memory.completed_job(ada.id, said(0, "two"))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/search?q=%2A")
    await expect(page.locator(".hint")).to_contain_text("Type a word")
    await page.get_by_label("Search in what was said").fill("badger")
    await expect(page.locator(".hint")).to_contain_text("Nothing was found")
    await expect(page.locator(".hint")).to_contain_text("1 recording cannot be searched yet")


async def test_more_places_are_shown_when_asked_for(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await memory.completed_job(ada.id, *(said(number, f"fox {number}") for number in range(25)))
    await IndexJobs(memory.unit_of_work)()
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/search?q=fox")
    await expect(page.locator(".hit")).to_have_count(20)
    await page.get_by_role("button", name="Show more").click()
    await expect(page.locator(".hit")).to_have_count(25)
    await expect(page.locator(".hit-place").nth(20)).to_be_focused()
    await expect(page.get_by_role("button", name="Show more")).to_be_hidden()


async def test_a_search_that_was_left_writes_into_no_other_address(url: str, visit: Visit) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.clock.install()
    await page.goto(f"{url}/#/search")
    await page.get_by_label("Search in what was said").fill("whale")
    await page.get_by_role("link", name="Recordings").click()
    await expect(page.get_by_role("heading", name="Recordings", exact=True)).to_be_visible()
    await page.clock.run_for(1_000)
    assert "whale" not in page.url


async def test_a_search_that_stopped_in_time_is_asked_again_until_places_are_found(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await indexed(memory, ada, "one fox")
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 2:
            await route.continue_(url=f"{url}/search?q=fox")
        else:
            partial = {"hits": [], "next_cursor": f"{len(asked)}", "is_partial": True}
            await route.fulfill(json={**partial, "not_yet_searchable": 0})

    await page.route("**/search?*", answer)
    await page.goto(f"{url}/#/search?q=fox")
    await expect(page.locator(".hit mark")).to_have_text(["fox"])
    await expect(page.get_by_text("1 place found.").first).to_be_visible()
    await expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    assert [parse_qs(urlsplit(each).query).get("cursor") for each in asked] == [None, ["1"], ["2"]]
