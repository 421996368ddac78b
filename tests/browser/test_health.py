"""How the service is, for admins."""

import asyncio
import re

from playwright.async_api import Page, expect

from adapters.memory.engine import busy_model
from domain.job import Failure
from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, done, submitted
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
CHARTS = ["Waiting", "In work", "Audio waiting", "Lanes in use", "Real-time factor"]
FACTOR = "0.2 \N{MULTIPLICATION SIGN} real time"


async def an_admin_looks(memory: ServiceInMemory, url: str, visit: Visit) -> Page:
    await memory.add_user("eve", role=Role.ADMIN)
    page = await (await visit(url)).enter("eve", PASSWORD)
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
    await ensure_shown(page, "Real-time factor", FACTOR, f"{FACTOR} now")
    await expect(page.locator(".chart-line")).not_to_have_count(0)
    await submitted(memory, ada)
    await page.clock.fast_forward(10_000)
    await ensure_shown(page, "Waiting", "3 jobs", "between 0 jobs and 3 jobs")
    following.cancel()
    await asyncio.wait([following])


async def test_before_the_first_job_the_speed_is_not_known(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    await ensure_shown(page, "Real-time factor", "Not known yet", "nothing measured yet")
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
