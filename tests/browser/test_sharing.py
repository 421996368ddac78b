"""The panel with which owners make links to a transcript, and withdraw them."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from application.sharing.policy import SharePolicy
from domain.job import Job
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.share_links import HEAR, TAKE, made_link, owner_of, reader_of, shareable
from tests.browser.test_accessibility import LOOKS, ensure_fit
from tests.service_in_memory import ServiceInMemory

DAY = 86_400.0
POLICIES = {
    "short": (SharePolicy(longest_seconds=3_600.0), ["As long as allowed"]),
    "eight-days": (SharePolicy(longest_seconds=8 * DAY), ["A day", "7 days"]),
    "usual": (SharePolicy(), ["A day", "7 days", "30 days"]),
}


@pytest.fixture
def policy() -> SharePolicy:
    """What the operator allows."""
    return SharePolicy()


@pytest.fixture
def memory(policy: SharePolicy) -> ServiceInMemory:
    return ServiceInMemory(share_policy=policy)


@pytest.fixture
async def job(memory: ServiceInMemory, ada: User) -> Job:
    return await shareable(memory, ada)


@pytest.fixture
async def owner(job: Job, url: str, visit: Visit) -> Page:
    return await owner_of(job, url, visit)


async def withdraw(page: Page, label: str) -> None:
    """Withdraw a link with the keyboard."""
    button = page.get_by_role("button", name=f"Withdraw: {label}")
    await button.press("Enter")
    await expect(button).to_have_count(0)


async def test_a_link_that_was_withdrawn_opens_nothing(owner: Page, url: str, visit: Visit) -> None:
    link = await made_link(owner)
    await withdraw(owner, "for Bob")
    reader = await reader_of(link, url, visit)
    await expect(reader.get_by_text("This link does not work")).to_be_visible()


async def test_after_a_withdrawal_the_keyboard_is_at_the_neighbour(owner: Page) -> None:
    for label in ("one", "two", "three"):
        await made_link(owner, label=label)
    first, second, third = await owner.locator(".share-name").all_inner_texts()
    await withdraw(owner, second)
    await expect(owner.get_by_role("button", name=f"Withdraw: {third}")).to_be_focused()
    await withdraw(owner, third)
    await expect(owner.get_by_role("button", name=f"Withdraw: {first}")).to_be_focused()
    await withdraw(owner, first)
    await expect(owner.locator("summary", has_text="Share")).to_be_focused()


async def test_only_the_withdrawal_of_a_link_takes_its_address_away(owner: Page) -> None:
    await made_link(owner, label="old")
    link = await made_link(owner, label="new")
    await withdraw(owner, "old")
    await expect(owner.locator(".key-shown code")).to_have_text(link)
    await withdraw(owner, "new")
    await expect(owner.locator(".key-shown")).to_have_count(0)


@pytest.mark.parametrize(("policy", "offered"), POLICIES.values(), ids=POLICIES)
async def test_only_times_that_the_operator_allows_are_offered(
    owner: Page, url: str, visit: Visit, offered: list[str]
) -> None:
    times = owner.get_by_label("The link is open for")
    assert await times.locator("option").all_inner_texts() == offered
    for time in offered:
        await times.select_option(time)
        reader = await reader_of(await made_link(owner, label=time), url, visit)
        await expect(reader.get_by_text("on the northern rock.")).to_be_visible()


@pytest.mark.parametrize("policy", [SharePolicy(allowed=False)], ids=["forbidden"])
async def test_where_links_are_not_allowed_the_panel_says_so(owner: Page) -> None:
    forbidden = "The operator of this service does not allow transcripts to be shared."
    await expect(owner.get_by_text(forbidden)).to_be_visible()
    await expect(owner.get_by_role("button", name="Make a link")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_the_panel_is_fit_for_everybody(
    job: Job, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    owner = await owner_of(job, url, visit, **look)
    await ensure_fit(owner)
    await made_link(owner, HEAR, TAKE, label="for everybody in the choir " * 3)
    await ensure_fit(owner)
