"""What helps people on: the first steps, the help behind `?`, and what is new after an update."""

from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import LOOKS, ensure_fit
from tests.browser.visitor import Visitor
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
FIRST = "There are three ways to hand a recording in:"
WHERE = "The first steps are in the help"
NEWS = """export const NEWS = [
  {version: "0.10.0", items: ["Recordings can be folded."]},
  {version: "0.9.1", items: []},
  {version: "0.9.0", items: ["Text has colours."]},
  {version: "0.8.0", items: ["The first version."]},
];"""


async def with_news(page: Page, news: str = NEWS) -> None:
    """Let the service be one that has had several versions."""

    async def send(route: Route) -> None:
        await route.fulfill(body=news, content_type="text/javascript")

    await page.route("**/js/news.js", send)


async def returned(page: Page, *, seen: str, user: User) -> None:
    """Come back as somebody who saw the page last in an earlier version."""
    await page.evaluate(
        "([user, seen]) => localStorage.setItem(`version-seen:${user}`, seen)",
        [str(user.id), seen],
    )
    await page.reload()
    await expect(page.get_by_text("No recordings yet")).to_be_visible()


async def another_enters(visitor: Visitor, name: str) -> Page:
    """Log in as another user of the same browser."""
    await visitor.page.get_by_role("button", name="Log out").click()
    return await visitor.enter(name, PASSWORD)


async def test_the_first_steps_are_hidden_for_good_and_found_in_the_help(
    url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    hide = page.get_by_role("button", name="Hide these steps")
    await visitor.tab_to(hide)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(FIRST)).to_have_count(0)
    await expect(page.get_by_text(WHERE)).to_be_focused()
    await page.reload()
    await expect(page.get_by_text(WHERE)).to_be_visible()
    await expect(hide).to_have_count(0)
    await visitor.tab_to(page.get_by_role("button", name="Help"))
    await page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Help")
    await expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    await sheet.locator("summary", has_text="First steps").press("Enter")
    await expect(sheet.get_by_text(FIRST)).to_be_visible()
    await sheet.get_by_role("link", name="your account").click()
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()


async def test_what_one_user_hides_another_of_the_browser_still_sees(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    await memory.add_user("eve", role=Role.ADMIN)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_role("button", name="Hide these steps").click()
    await expect(page.get_by_text(WHERE)).to_be_visible()
    await another_enters(visitor, "eve")
    await expect(page.get_by_text(FIRST)).to_be_visible()


async def test_a_first_visit_is_told_of_no_update(url: str, visit: Visit) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    await expect(page.get_by_role("region", name="After an update")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    await expect(page.get_by_role("region", name="After an update")).to_have_count(0)


async def test_an_update_is_told_with_its_news_until_they_are_hidden(
    ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    await with_news(visitor.page)
    page = await visitor.enter("ada", PASSWORD)
    await returned(page, seen="0.8.0", user=ada)
    notice = page.get_by_role("region", name="After an update")
    await notice.locator("summary").press("Enter")
    items = notice.get_by_role("listitem")
    assert await items.all_inner_texts() == ["Recordings can be folded.", "Text has colours."]
    await notice.get_by_role("button", name="Hide the news").press("Enter")
    await expect(notice).to_have_count(0)
    await expect(page.locator("#main")).to_be_focused()
    await page.reload()
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    await expect(notice).to_have_count(0)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Help")
    await sheet.locator("summary", has_text="What is new").click()
    await expect(sheet.get_by_text("The first version.")).to_be_visible()


@pytest.mark.parametrize(
    "seen", ["0.10.0", "0.11.0", "1.0.0"], ids=["the-same", "a-newer", "a-much-newer"]
)
async def test_a_version_that_is_not_newer_is_no_news(
    ada: User, url: str, visit: Visit, seen: str
) -> None:
    """During an update, processes of the old version answer beside those of the new one."""
    visitor = await visit(url)
    await with_news(visitor.page)
    page = await visitor.enter("ada", PASSWORD)
    await returned(page, seen=seen, user=ada)
    await expect(page.get_by_role("region", name="After an update")).to_have_count(0)
    kept = await page.evaluate("user => localStorage.getItem(`version-seen:${user}`)", str(ada.id))
    assert kept == seen


async def test_a_version_without_news_for_users_is_not_told(
    ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    await with_news(visitor.page, 'export const NEWS = [{version: "0.9.1", items: []}];')
    page = await visitor.enter("ada", PASSWORD)
    await returned(page, seen="0.9.0", user=ada)
    await expect(page.get_by_role("region", name="After an update")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_news_and_the_help_are_fit_for_everybody(
    ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    visitor = await visit(url, **look)
    await with_news(visitor.page)
    page = await visitor.enter("ada", PASSWORD)
    await returned(page, seen="0.8.0", user=ada)
    await page.get_by_role("region", name="After an update").locator("summary").click()
    await ensure_fit(page)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Help")
    for part in ("First steps", "What is new"):
        await sheet.locator("summary", has_text=part).click()
    await ensure_fit(page)
