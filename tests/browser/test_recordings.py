"""The list: what is in it, what is found, what changes in it by itself."""

import re
from datetime import timedelta

from playwright.async_api import expect

from domain.events import JobBegun
from domain.job import BlobKey, Failure, JobStatus, Recording
from domain.options import ModelName
from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, done, heard, many_jobs, said, submitted
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
NODES = "document.querySelectorAll('*').length"


async def test_whatever_happens_to_a_job_is_seen_in_the_list(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await (await visit(url)).enter("ada", PASSWORD)
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    job = await submitted(memory, ada)
    row = page.locator(".job")
    await expect(row).to_contain_text("Waiting")
    job = await begun(memory, job)
    await expect(row).to_contain_text("Working")
    job = await heard(memory, job, said(0, "one two", "three four"))
    await expect(row).to_contain_text("20 %")
    await expect(row).to_contain_text("three four")
    await done(memory, job)
    await expect(row).to_contain_text("Done")
    await expect(row).not_to_contain_text("three four")


async def test_two_tabs_show_the_same(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    first = await visitor.enter("ada", PASSWORD)
    second = await visitor.context.new_page()
    visitor.watch(second)
    await second.goto(url)
    await begun(memory, await submitted(memory, ada))
    for page in (first, second):
        await expect(page.locator(".job")).to_contain_text("Working")
    await first.get_by_role("button", name="Cancel: talk.wav").click()
    for page in (first, second):
        await expect(page.locator(".job")).to_contain_text("Cancelled")
    assert [stored.status for stored in await memory.jobs()] == [JobStatus.CANCELLED]


async def test_a_failed_job_says_why_and_can_be_tried_again_or_deleted(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await memory.job_of(ada.id)
    claimed = await memory.replaced(job, memory.claimed(job))
    failure = Failure("no_speech_model", "The model is not there.")
    await memory.replaced(claimed, claimed.failed(failure, at=memory.clock.now()))
    page = await (await visit(url)).enter("ada", PASSWORD)
    row = page.locator(".job")
    await expect(row).to_contain_text("The model is not there.")
    await page.get_by_role("button", name="Try again: talk.wav").click()
    await expect(row).to_contain_text("Waiting")
    await page.get_by_role("button", name="Delete: talk.wav").click()
    await page.get_by_role("button", name="Keep it").click()
    await expect(row).to_contain_text("Waiting")
    await page.get_by_role("button", name="Delete: talk.wav").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    assert await memory.jobs() == []


async def test_ten_thousand_recordings_are_paged_searched_and_filtered(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await many_jobs(memory, ada, 10_000)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await expect(page.get_by_text("10,000 recordings")).to_be_visible()
    await expect(page.locator(".job")).to_have_count(25)
    await expect(page.get_by_text("Page 1 of 400")).to_be_visible()
    assert await page.evaluate(NODES) < 1_500
    await page.get_by_role("button", name="Next page").click()
    await expect(page.get_by_text("Page 2 of 400")).to_be_visible()
    await expect(page.locator(".job-name").first).to_have_text("talk 09974.wav")
    await page.get_by_label("Search recordings by name").fill("talk 0012")
    await expect(page.get_by_text("10 recordings", exact=True)).to_be_visible()
    await expect(page.locator(".job")).to_have_count(10)
    await page.get_by_label("State").select_option("failed")
    await expect(page.get_by_text("Nothing fits")).to_be_visible()
    await page.get_by_label("State").select_option("completed")
    await expect(page.locator(".job")).to_have_count(10)
    await page.reload()
    await expect(page.locator(".job")).to_have_count(10)
    assert re.search(r"q=talk\+0012&status=completed", page.url)


async def test_a_name_is_text_whatever_it_holds(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    name = '<img src=x onerror="document.title=1">.wav'
    job = await memory.job_of(ada.id)
    async with memory.unit_of_work() as uow:
        await uow.jobs.delete(job)
        await uow.commit()
    recording = type(job.recording)(job.recording.key, name, 1, "0", 1.0)
    await memory.job_of(ada.id, recording=recording)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await expect(page.locator(".job-name")).to_have_text(name)
    await expect(page.locator("img")).to_have_count(0)


async def test_progress_is_seen_before_the_first_words_and_then_the_time_that_is_left(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    job = await begun(memory, await submitted(memory, ada, recording=lasting(3600.0)))
    row = page.locator(".job")
    await expect(row).to_contain_text("Working")
    job = await memory.replaced(job, job.advanced(progress=0.0042, detected=None))
    await memory.bus.publish(JobBegun(job))
    await expect(row.locator(".job-percent")).to_have_text("0.4 %")
    await one_hour_took_ten_minutes(memory, ada)
    await page.reload()
    working = row.filter(has_text="Working")
    await expect(working).to_contain_text("0.4 % · about 10 minutes left")
    job = await memory.replaced(job, job.advanced(progress=0.5, detected=None))
    await memory.bus.publish(JobBegun(job))
    await expect(working).to_contain_text("50 % · about 5 minutes left")
    await working.get_by_role("link").click()
    await expect(page.locator(".head-state")).to_contain_text("50 % · about 5 minutes left")


async def test_a_job_that_starts_says_how_long_it_takes(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await one_hour_took_ten_minutes(memory, ada)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    job = await submitted(memory, ada, recording=lasting(7200.0))
    row = page.locator(".job").first
    await expect(row).to_contain_text("Waiting")
    await begun(memory, job)
    await expect(row).to_contain_text("about 20 minutes left")


def lasting(seconds: float) -> Recording:
    return Recording(BlobKey("long"), "long.wav", 1, "0", seconds)


async def one_hour_took_ten_minutes(memory: ServiceInMemory, ada: User) -> None:
    job = await memory.job_of(ada.id, recording=lasting(3600.0))
    claimed = await memory.replaced(job, memory.claimed(job))
    at = memory.clock.now() + timedelta(minutes=10)
    await memory.replaced(claimed, claimed.completed(at=at, duration_seconds=3600.0))
    await memory.clock.advance(3)  # the speed of a model is remembered for two seconds


async def test_the_list_is_walked_and_chosen_from_by_keys(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await many_jobs(memory, ada, 3)
    page = await (await visit(url)).enter("ada", PASSWORD)
    names = page.locator(".job-name")
    await expect(names).to_have_count(3)
    await page.locator("h1").click()
    for key, focused in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0)):
        await page.keyboard.press(key)
        await expect(names.nth(focused)).to_be_focused()
    await page.keyboard.press("x")
    await expect(page.get_by_role("checkbox").first).to_be_checked()
    await page.keyboard.press("x")
    await expect(page.get_by_role("checkbox").first).not_to_be_checked()
    await page.keyboard.press("?")
    await expect(page.get_by_text("Choose the recording in the list, or not")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_label("Search recordings by name").press("j")
    await expect(page.get_by_label("Search recordings by name")).to_have_value("j")


async def test_how_many_recordings_pass_a_filter_is_announced(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await many_jobs(memory, ada, 3)
    await memory.completed_job(ada.id, model=ModelName("another"))
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_text("Filter", exact=True).click()
    await page.get_by_role("group", name="Filter").get_by_label("Model").select_option("another")
    await expect(page.locator("#announcer")).to_have_text("1 recording found")


async def test_an_empty_list_says_how_to_begin_and_an_admin_what_is_left_to_do(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    page = await (await visit(url)).enter(ada.username, PASSWORD)
    steps = page.locator(".first-steps")
    await expect(steps).to_contain_text("record with the microphone")
    await expect(steps.get_by_role("link", name="your account")).to_have_count(1)
    await expect(steps).not_to_contain_text("You run this service")
    await memory.add_user("root", role=Role.ADMIN)
    page = await (await visit(url)).enter("root", PASSWORD)
    await expect(page.locator(".first-steps")).to_contain_text("You run this service")
    await page.get_by_role("link", name="Models").last.click()
    await expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
