"""Whether everybody can use it: axe looks at each view, in the light, in the dark, on a phone."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from domain.options import ModelName
from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, heard, said, submitted
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "reduced_motion": "reduce"},
    "dark": {"color_scheme": "dark", "reduced_motion": "reduce"},
    "phone": {**PHONE, "reduced_motion": "reduce"},
}
SERIOUS = {"serious", "critical"}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def ensure_fit(page: Page) -> None:
    """Fail where axe finds a serious fault, or the view is wider than its window."""
    found = await Axe().run(page)
    faults = [fault for fault in found.response["violations"] if fault["impact"] in SERIOUS]
    assert [(f["id"], [node["html"] for node in f["nodes"]]) for f in faults] == []
    assert await page.evaluate(SIDEWAYS) <= 0


async def ensure_above_the_player(button: Locator) -> None:
    """Fail where somebody would have to scroll before they can press it."""
    shown = await button.bounding_box()
    player = await button.page.get_by_role("region", name="Player").bounding_box()
    assert shown is not None
    assert player is not None
    assert shown["y"] + shown["height"] <= player["y"]


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LOOKS[request.param]


async def test_the_login_is_fit_for_everybody(url: str, visit: Visit, look: dict[str, Any]) -> None:
    visitor = await visit(url, **look)
    await ensure_fit(visitor.page)
    await visitor.log_in("ada", "wrong")
    await expect(visitor.page.get_by_role("alert")).to_be_visible()
    await ensure_fit(visitor.page)


async def test_the_first_steps_are_fit_for_everybody(
    memory: ServiceInMemory, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await memory.add_user("eve", role=Role.ADMIN)
    page = await (await visit(url, **look)).enter("eve", PASSWORD)
    await expect(page.locator(".first-steps")).to_contain_text("You run this service")
    await ensure_fit(page)


async def test_the_list_is_fit_for_everybody(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await memory.completed_job(ada.id, said(0, "one two"))
    job = await begun(memory, await submitted(memory, ada))
    visitor = await visit(url, **look)
    page = await visitor.enter("ada", PASSWORD)
    await heard(memory, job, said(0, "one two"))
    await visitor.upload({"name": "bad.wav", "mimeType": "audio/wav", "buffer": b"none"})
    await expect(page.locator(".upload-failed")).to_be_visible()
    await page.get_by_text("Options", exact=True).click()
    await ensure_fit(page)
    await page.get_by_role("button", name="Delete: talk.wav").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await ensure_fit(page)


async def test_a_transcript_is_fit_for_everybody(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    job = await memory.completed_job(ada.id, said(0, "one two", "three four", "five"))
    visitor = await visit(url, **look)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await expect(page.locator(".segment")).to_have_count(3)
    await page.get_by_label("Search in the text").fill("three")
    await expect(page.locator(".found")).to_have_count(1)
    await page.get_by_role("button", name="Correct the text").nth(2).click()
    await ensure_above_the_player(page.get_by_role("button", name="Save"))
    await page.locator("summary", has_text="Download").click()
    await ensure_fit(page)


async def test_models_and_what_is_missing_are_fit_for_everybody(
    memory: ServiceInMemory, url: str, visit: Visit, look: dict[str, Any]
) -> None:
    await memory.add_user("eve", role=Role.ADMIN)
    memory.model_store.remove(ModelName("digits"))
    memory.model_store.cut_off = True
    visitor = await visit(url, **look)
    page = await visitor.enter("eve", PASSWORD)
    await expect(page.locator(".model-notice")).to_be_visible()
    await ensure_fit(page)
    await page.get_by_role("button", name="Download “digits”").click()
    await expect(page.get_by_text("Download failed")).to_be_visible()
    memory.model_store.cut_off = False
    memory.model_store.go_on.clear()
    await page.get_by_role("button", name="Download tiny").click()
    await expect(page.get_by_text("Downloading, 26 %")).to_be_visible()
    await ensure_fit(page)
    memory.model_store.go_on.set()


@pytest.mark.parametrize("view", ["account", "users", "models", "health"])
async def test_every_other_view_is_fit_for_everybody(
    memory: ServiceInMemory, url: str, visit: Visit, look: dict[str, Any], view: str
) -> None:
    eve = await memory.add_user("eve", role=Role.ADMIN)
    await memory.completed_job(eve.id, said(0, "one"), webhook_url=f"{url}/{'hook' * 20}")
    visitor = await visit(url, **look)
    page = await visitor.enter("eve", PASSWORD)
    await page.goto(f"{url}/#/{view}")
    await expect(page.get_by_role("heading", name=view.capitalize(), exact=True)).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    for summary in await page.locator("details.options summary").all():
        await summary.click()
    for button in await page.get_by_role("button", name="Show the secret").all():
        await button.click()
        await expect(page.locator(".secret")).to_be_visible()
    await ensure_fit(page)
