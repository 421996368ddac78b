"""How the service is, for admins."""

import asyncio
import re

from playwright.async_api import Page, expect

from application.ports.lane_reports import LaneReport
from domain.job import Failure
from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, done, submitted
from tests.memory.engine import MemoryEngine, busy_model
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
CHARTS = ["Waiting", "In work", "Audio waiting", "Lanes in use", "Speed"]
SPEED = "5.0x real time"


async def an_admin_looks(memory: ServiceInMemory, url: str, visit: Visit) -> Page:
    await memory.add_user("eve", role=Role.ADMIN)
    page = await (await visit(url, timezone_id="Europe/Berlin")).enter("eve", PASSWORD)
    await page.clock.install()
    await page.get_by_role("link", name="Health").click()
    await expect(page.locator(".chart")).to_have_count(len(CHARTS))
    return page


async def ensure_shown(page: Page, title: str, now: str, summary: str) -> None:
    """Fail unless a chart says what is now, to those who look and to those who listen."""
    chart = page.get_by_role("figure", name=title, exact=True)
    await expect(chart.locator(".chart-now")).to_have_text(now)
    picture = chart.get_by_role("img")
    await expect(picture).to_have_attribute("aria-label", re.compile(re.escape(summary)))


async def test_queue_lanes_and_speed_are_charts_with_the_figure_of_now(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    memory.engine.models = [busy_model(lanes=4, busy_lanes=1)]
    following = asyncio.create_task(memory.history.follow())
    job = await begun(memory, await submitted(memory, ada))
    await memory.clock.advance(2)
    memory.engine.models = [busy_model(lanes=4, busy_lanes=1, busy_seconds=2.0)]
    await done(memory, job)
    for _ in range(2):
        await submitted(memory, ada)
    await begun(memory, await submitted(memory, ada))
    page = await an_admin_looks(memory, url, visit)
    assert await page.locator(".chart figcaption").all_inner_texts() == CHARTS
    await ensure_shown(page, "Waiting", "2 jobs", "between 0 jobs and 2 jobs, 2 jobs now")
    await ensure_shown(page, "In work", "1 job", "1 job now")
    await ensure_shown(page, "Audio waiting", "20 s", "between 0 s and 20 s")
    await ensure_shown(page, "Lanes in use", "25 %", "25 % now")
    await ensure_shown(page, "Speed", SPEED, f"{SPEED} now")
    await expect(page.locator(".chart-line")).not_to_have_count(0)
    await submitted(memory, ada)
    await page.clock.fast_forward(10_000)
    await ensure_shown(page, "Waiting", "3 jobs", "between 0 jobs and 3 jobs")
    following.cancel()
    await asyncio.wait([following])


async def look_for(memory: ServiceInMemory, seconds: int) -> None:
    """Let the service look at itself for a while, every ten seconds."""
    following = asyncio.create_task(memory.history.follow())
    for _ in range(seconds // 10):
        await memory.clock.advance(10)
    following.cancel()
    await asyncio.wait([following])


async def test_the_time_is_written_below_and_told_to_those_who_listen(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    await look_for(memory, 1_800)
    page = await an_admin_looks(memory, url, visit)
    chart = page.get_by_role("figure", name="Waiting", exact=True)
    assert await chart.locator(".chart-axis text").all_text_contents() == ["10:40", "10:50"]
    await ensure_shown(page, "Waiting", "0 jobs", "Waiting, 10:30 to 11:00: between 0 jobs")


async def test_the_highest_is_shown_with_its_time(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await look_for(memory, 600)
    jobs = [await submitted(memory, ada) for _ in range(2)]
    await look_for(memory, 10)
    for job in jobs:
        await done(memory, await begun(memory, job))
    await look_for(memory, 600)
    page = await an_admin_looks(memory, url, visit)
    await expect(page.get_by_text("At most 2 jobs, at 10:40")).to_be_visible()
    await ensure_shown(page, "Waiting", "0 jobs", "between 0 jobs and 2 jobs, at 10:40, 0 jobs now")


async def test_while_nobody_looked_nothing_is_drawn(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    await look_for(memory, 300)
    await memory.clock.advance(300)
    await look_for(memory, 300)
    page = await an_admin_looks(memory, url, visit)
    chart = page.get_by_role("figure", name="Waiting", exact=True)
    await expect(chart.locator(".chart-line")).to_have_count(2)


async def test_it_is_said_of_which_processes_the_figures_are(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    figure = page.get_by_role("figure")
    await expect(figure.filter(has_text="In work")).to_contain_text("All processes")
    lanes = figure.filter(has_text="Lanes in use")
    await expect(lanes).to_contain_text("This process alone")
    await expect(lanes).to_contain_text("Those of all processes are below.")


async def test_the_lanes_of_all_processes_are_listed_and_followed(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    memory.engine.models = [busy_model(lanes=2)]
    worker = memory.report_lanes("worker:2", MemoryEngine(busy_model(lanes=4, busy_lanes=3)))
    await stored(memory, worker.own)
    page = await an_admin_looks(memory, url, visit)
    table = page.get_by_role("table")
    await expect(table).to_contain_text("3 of 6 lanes in use in 2 processes")
    await expect(table.get_by_role("row", name="this:1")).to_contain_text("0 of 2")
    await expect(table.get_by_role("row", name="worker:2")).to_contain_text("3 of 4")
    idle = memory.report_lanes("worker:2", MemoryEngine(busy_model(lanes=4)))
    await stored(memory, idle.own)
    await page.clock.fast_forward(10_000)
    await expect(table.get_by_role("row", name="worker:2")).to_contain_text("0 of 4")


async def stored(memory: ServiceInMemory, report: LaneReport) -> None:
    """Let another process report."""
    async with memory.unit_of_work() as uow:
        await uow.lane_reports.put(report)
        await uow.commit()


async def test_before_the_first_job_the_speed_is_not_known(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    await ensure_shown(page, "Speed", "Not known yet", "nothing measured yet")
    await ensure_shown(page, "Waiting", "0 jobs", "0 jobs now")
    await expect(page.get_by_text("Nothing failed.")).to_be_visible()


async def test_what_failed_can_be_tried_again(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    claimed = await begun(memory, await submitted(memory, ada))
    failure = Failure("audio_unreadable", "It is damaged.")
    await memory.replaced(claimed, claimed.failed(failure, at=memory.clock.now()))
    page = await an_admin_looks(memory, url, visit)
    await expect(page.get_by_text("It is damaged.")).to_be_visible()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("Nothing failed.")).to_be_visible()
    await ensure_shown(page, "Waiting", "1 job", "1 job now")
