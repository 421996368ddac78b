"""One's own keys and password."""

import aiohttp
from playwright.async_api import Page, expect

from tests.browser.conftest import Visit

PASSWORD = "correct horse"
NEXT = "an even better horse"


async def answer_to(key: str, url: str) -> int:
    """Ask for the jobs as a program does that has a key."""
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession() as client, client.get(f"{url}/jobs/", headers=headers) as ok:
        return ok.status


async def enter_account(url: str, visit: Visit) -> Page:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name="Account", exact=True).click()
    await expect(page.get_by_text("No keys yet.")).to_be_visible()
    return page


async def change_password(page: Page, now: str, again: str = NEXT) -> None:
    await page.get_by_label("Password now").fill(now)
    await page.get_by_label("New password", exact=True).fill(NEXT)
    await page.get_by_label("New password again").fill(again)
    await page.get_by_role("button", name="Change password").click()


async def test_a_key_is_shown_once_works_and_is_refused_once_revoked(
    url: str, visit: Visit
) -> None:
    page = await enter_account(url, visit)
    await page.get_by_text("New key", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("nightly import")
    await page.get_by_role("button", name="Make a key").click()
    key = await page.locator(".secret").inner_text()
    assert await answer_to(key, url) == 200
    await page.reload()
    row = page.get_by_role("listitem").filter(has_text="nightly import")
    await expect(row).to_contain_text("read, transcribe")
    assert key not in await page.content()
    await row.get_by_role("button", name="Revoke nightly import").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("No keys yet.")).to_be_visible()
    assert await answer_to(key, url) == 401


async def test_a_key_that_is_kept_after_all_still_works(url: str, visit: Visit) -> None:
    page = await enter_account(url, visit)
    await page.get_by_text("New key", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("nightly import")
    await page.get_by_role("button", name="Make a key").click()
    key = await page.locator(".secret").inner_text()
    await page.get_by_role("button", name="Revoke nightly import").click()
    await page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await answer_to(key, url) == 200


async def test_a_new_password_takes_the_place_of_the_old(url: str, visit: Visit) -> None:
    page = await enter_account(url, visit)
    await change_password(page, PASSWORD)
    await expect(page.locator("#toasts")).to_contain_text("Your password is changed.")
    visitor = await visit(url)
    await visitor.log_in("ada", PASSWORD)
    await expect(visitor.page.get_by_role("alert")).to_contain_text("wrong")
    await visitor.enter("ada", NEXT)


async def test_a_new_password_revokes_keys_where_that_is_asked(url: str, visit: Visit) -> None:
    page = await enter_account(url, visit)
    await page.get_by_text("New key", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("nightly import")
    await page.get_by_role("button", name="Make a key").click()
    key = await page.locator(".secret").inner_text()
    await page.get_by_label("Revoke all of my keys, too").check()
    await change_password(page, PASSWORD)
    await expect(page.locator("#toasts")).to_contain_text("your keys are revoked")
    assert await answer_to(key, url) == 401


async def test_a_password_is_not_changed_by_who_does_not_know_it(url: str, visit: Visit) -> None:
    page = await enter_account(url, visit)
    await change_password(page, "a guess")
    await expect(
        page.get_by_role("alert").filter(has_text="not your current password")
    ).to_be_visible()
    await (await visit(url)).enter("ada", PASSWORD)


async def test_two_new_passwords_that_differ_are_not_sent(url: str, visit: Visit) -> None:
    page = await enter_account(url, visit)
    await change_password(page, PASSWORD, "something else")
    differ = "element => element.validationMessage"
    said = await page.get_by_label("New password again").evaluate(differ)
    assert said == "The two new passwords differ."
    await (await visit(url)).enter("ada", PASSWORD)
