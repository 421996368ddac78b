"""Webhooks on the account page: their secret, what became of them, once more by hand."""

import re
from datetime import timedelta

from playwright.async_api import Page, expect

from domain.user import User
from domain.webhooks import Delivery, Outcome, Reply
from tests.browser.conftest import Visit
from tests.browser.scenes import said
from tests.browser.visitor import Visitor
from tests.service_in_memory import SOUND, ServiceInMemory

PASSWORD = "correct horse"
HOOK = "https://example.com/hook"


async def told(
    memory: ServiceInMemory, owner: User, reply: Reply | None = None, url: str = HOOK
) -> Delivery:
    """Let a job end of which its owner wants to hear, and the receiver answer."""
    job = await memory.completed_job(owner.id, said(0, "one"), webhook_url=url)
    deliveries = memory.database.records.deliveries
    (delivery,) = [one for one in deliveries.values() if one.job_id == job.id]
    if reply is not None:
        settle(memory, delivery, reply)
    return delivery


def settle(memory: ServiceInMemory, delivery: Delivery, reply: Reply) -> None:
    now = memory.clock.now()
    claimed = delivery.claimed(at=now, until=now + timedelta(seconds=45))
    memory.database.records.deliveries[delivery.id] = claimed.settled(reply, at=now)


async def enter_account(url: str, visit: Visit) -> tuple[Visitor, Page]:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_role("link", name="Account", exact=True).click()
    await expect(page.get_by_role("heading", name="Webhooks")).to_be_visible()
    return visitor, page


async def test_a_recording_names_who_is_to_be_told(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    assert ada.username
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_label("Webhook").fill("http://127.0.0.1/hook")
    await visitor.upload({"name": "a.wav", "mimeType": "audio/wav", "buffer": SOUND})
    await expect(page.locator(".upload-failed")).to_contain_text("does not call")
    await page.get_by_label("Webhook").fill(HOOK)
    await visitor.upload({"name": "b.wav", "mimeType": "audio/wav", "buffer": SOUND})
    await expect(page.locator(".job-name")).to_have_count(1)
    (job,) = await memory.jobs()
    assert job.webhook_url == HOOK
    await page.reload()
    await page.get_by_text("Options", exact=True).click()
    await expect(page.get_by_label("Webhook")).to_have_value("")


async def test_the_secret_is_shown_when_asked_for_and_can_be_replaced(
    url: str, visit: Visit
) -> None:
    _, page = await enter_account(url, visit)
    await expect(page.locator(".secret")).to_have_count(0)
    await page.get_by_role("button", name="Show the secret").click()
    first = await page.locator(".secret").inner_text()
    assert first.startswith("whsec_")
    await page.get_by_role("button", name="Hide").click()
    await expect(page.locator(".secret")).to_have_count(0)
    await expect(page.get_by_role("button", name="Show the secret")).to_be_focused()
    await page.get_by_role("button", name="New secret").click()
    await page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    await expect(page.locator(".secret")).to_have_count(0)
    await page.get_by_role("button", name="New secret").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make a new one").click()
    await expect(page.locator(".secret")).to_contain_text("whsec_")
    assert await page.locator(".secret").inner_text() != first
    await expect(page.locator(".key-shown")).to_contain_text("The one before it signs, too, until")


async def test_the_log_says_what_became_of_each_delivery(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    for reply in (
        None,
        Reply.answered(204),
        Reply.answered(503),
        Reply.answered(410),
        Reply(Outcome.UNREACHABLE),
    ):
        await told(memory, ada, reply)
        await memory.clock.advance(1)
    _, page = await enter_account(url, visit)
    rows = page.locator(".delivery")
    await expect(rows).to_have_text(
        [
            re.compile(r"could not be reached · next try .*Under way"),
            re.compile(r"answered 410, which means never again.*Not wanted"),
            re.compile(r"1 attempt · answered 503 · next try .*Under way"),
            re.compile(r"1 attempt · answered 204.*Delivered"),
            re.compile(r"not sent yet.*"),
        ]
    )
    await page.get_by_label("State").select_option("Delivered")
    await expect(rows).to_have_count(1)
    await page.get_by_label("State").select_option("Given up")
    await expect(page.get_by_text("There are no deliveries in this state.")).to_be_visible()


async def test_a_delivery_is_sent_again_and_what_comes_of_it_appears_by_itself(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    delivery = await told(memory, ada, Reply.answered(410))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.clock.install()
    await page.get_by_role("link", name="Account", exact=True).click()
    again = page.get_by_role("button", name=f"Send again to {HOOK}")
    await again.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".delivery")).to_contain_text("Under way")
    await expect(again).to_be_focused()
    due = memory.database.records.deliveries[delivery.id]
    settle(memory, due, Reply.answered(200))
    await page.clock.fast_forward(5_000)
    await expect(page.locator(".delivery")).to_contain_text("2 attempts · answered 200")
    await expect(page.locator(".delivery")).to_contain_text("Delivered")


async def test_a_long_log_has_pages_and_leads_to_the_recordings(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    for number in range(12):
        await told(memory, ada, Reply.answered(200), url=f"{HOOK}/{number}")
        await memory.clock.advance(1)
    _, page = await enter_account(url, visit)
    await expect(page.locator(".delivery")).to_have_count(10)
    await page.get_by_role("button", name="Next page").click()
    await expect(page.locator(".delivery-url")).to_have_text([f"{HOOK}/1", f"{HOOK}/0"])
    await page.get_by_role("link", name="Recording completed").first.click()
    await expect(page.get_by_role("heading", name="talk.wav")).to_be_visible()


async def test_before_the_first_webhook_the_log_says_so(url: str, visit: Visit) -> None:
    _, page = await enter_account(url, visit)
    await expect(page.get_by_text("Nothing has been sent yet.")).to_be_visible()
