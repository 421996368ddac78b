"""Models on the page: admins download, choose and remove them; all are told what is missing."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, Page, expect

from domain.errors.transcription import ModelUnavailableError
from domain.events import JobPreparing
from domain.job import Job
from domain.options import ModelName
from domain.user import Role, User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, heard, said, submitted
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"
AWAY = "The model 'digits' is not on this server and cannot be downloaded: the hub is away."


@pytest.fixture
def held(memory: ServiceInMemory) -> Iterator[None]:
    """Stop downloads at 26 % until `go_on` is set."""
    memory.model_store.go_on.clear()
    yield
    memory.model_store.go_on.set()


async def to_the_models(page: Page) -> None:
    """Choose the view; the first steps in an empty list lead there, too."""
    views = page.get_by_role("navigation", name="Views")
    await views.get_by_role("link", name="Models", exact=True).click()


async def an_admin_enters(memory: ServiceInMemory, url: str, visit: Visit) -> Page:
    await memory.add_user("eve", role=Role.ADMIN)
    return await (await visit(url)).enter("eve", PASSWORD)


async def an_admin_looks(memory: ServiceInMemory, url: str, visit: Visit) -> Page:
    page = await an_admin_enters(memory, url, visit)
    await to_the_models(page)
    await expect(page.locator(".model")).to_have_count(3)
    return page


def row_of(page: Page, name: str) -> Locator:
    named = page.locator(".model-name").get_by_text(name, exact=True)
    return page.locator(".model").filter(has=named)


def take_away(memory: ServiceInMemory) -> None:
    """Let the default model be missing, with no place to download it from."""
    memory.model_store.remove(ModelName("digits"))
    memory.model_health.fault = ModelUnavailableError(AWAY)


async def test_an_admin_sees_what_is_here_and_what_could_be(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    for words in ("Default", "On disk", "1.0 KB", "99 languages", "MIT"):
        await expect(row_of(page, "digits")).to_contain_text(words)
    await expect(row_of(page, "tiny")).to_contain_text("Not on this server")
    await expect(row_of(page, "tiny").get_by_text("Default")).to_be_hidden()
    await expect(page.get_by_role("button", name="Remove tiny")).to_have_count(0)


@pytest.mark.usefixtures("held")
async def test_a_model_is_downloaded_with_progress_then_chosen_by_keyboard_then_removed(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    tiny = row_of(page, "tiny")
    await page.get_by_role("button", name="Download tiny").press("Enter")
    await expect(tiny).to_contain_text("Downloading, 26 %")
    await expect(tiny).to_contain_text("260 B of 1.0 KB")
    await expect(tiny.get_by_role("progressbar", name="Download of tiny")).to_be_visible()
    memory.model_store.go_on.set()
    await expect(tiny).to_contain_text("On disk")
    await expect(page.get_by_text("“tiny” is on this server now.").first).to_be_visible()
    choose = page.get_by_role("button", name="Make the default: tiny")
    await expect(choose).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(tiny.get_by_text("Default", exact=True)).to_be_visible()
    await expect(row_of(page, "digits").get_by_text("Default", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="Remove digits").click()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(row_of(page, "digits")).to_contain_text("Not on this server")
    assert memory.model_store.find(ModelName("digits")) is None


@pytest.mark.usefixtures("held")
async def test_a_download_is_cancelled(memory: ServiceInMemory, url: str, visit: Visit) -> None:
    page = await an_admin_looks(memory, url, visit)
    await page.get_by_role("button", name="Download tiny").click()
    await expect(row_of(page, "tiny")).to_contain_text("Downloading, 26 %")
    await page.get_by_role("button", name="Cancel the download of tiny").click()
    await expect(row_of(page, "tiny")).to_contain_text("Not on this server")
    await expect(page.get_by_role("button", name="Download tiny")).to_be_focused()


async def test_a_download_that_fails_says_why_and_can_be_tried_again(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    memory.model_store.cut_off = True
    page = await an_admin_looks(memory, url, visit)
    await page.get_by_role("button", name="Download tiny").click()
    tiny = row_of(page, "tiny")
    await expect(tiny.get_by_role("alert")).to_have_text(
        "The model 'tiny' cannot be downloaded now."
    )
    memory.model_store.cut_off = False
    await page.get_by_role("button", name="Try again to download tiny").click()
    await expect(tiny).to_contain_text("On disk")
    await expect(tiny.get_by_role("alert")).to_have_count(0)


async def test_a_name_that_nobody_knows_is_refused_in_words(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    page = await an_admin_looks(memory, url, visit)
    await page.get_by_text("Another model").click()
    await page.get_by_label("Id on the model hub").fill("tinny")
    await page.get_by_role("button", name="Download it").click()
    await expect(page.get_by_text("There is no model called 'tinny'.")).to_be_visible()


async def test_what_is_chosen_counts_for_who_did_not_choose_a_model(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    memory.model_store.fetch(ModelName("tiny"))
    page = await an_admin_enters(memory, url, visit)
    await page.get_by_text("Options", exact=True).click()
    await expect(page.get_by_role("combobox", name="Model").locator("option").first).to_have_text(
        "digits \N{EN DASH} default, 1.0 KB, ready"
    )
    await page.get_by_label("Priority").select_option("high")  # what is chosen is remembered
    await to_the_models(page)
    await page.get_by_role("button", name="Make the default: tiny").click()
    await expect(row_of(page, "tiny").get_by_text("Default", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Recordings", exact=True).click()
    await page.get_by_text("Options", exact=True).click()
    await expect(page.get_by_role("combobox", name="Model").locator("option:checked")).to_have_text(
        "tiny \N{EN DASH} default, 1.0 KB, ready"
    )


async def test_an_admin_is_told_that_the_default_model_is_missing_and_downloads_it(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    take_away(memory)
    page = await an_admin_enters(memory, url, visit)
    notice = page.locator(".model-notice")
    await expect(notice).to_contain_text("the hub is away")
    memory.model_health.fault = None
    await page.get_by_role("button", name="Download “digits”").click()
    await expect(row_of(page, "digits")).to_contain_text("On disk")
    await expect(page.locator(".model-notice")).to_be_hidden()


async def test_a_default_model_that_can_still_be_downloaded_is_announced_to_admins(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    memory.model_store.remove(ModelName("digits"))
    page = await an_admin_enters(memory, url, visit)
    notice = page.locator(".model-notice")
    await expect(notice).to_contain_text("The first recording waits until it is downloaded.")


async def test_a_user_is_told_in_a_sentence_that_the_model_is_missing(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    take_away(memory)
    page = await (await visit(url)).enter(ada.username, PASSWORD)
    notice = page.locator(".model-notice")
    await expect(notice).to_contain_text("“digits” is not on this server")
    await expect(notice).to_contain_text("Please tell whoever runs this service.")
    await expect(notice.get_by_role("button")).to_have_count(0)


async def test_health_leads_from_a_missing_model_to_the_models(
    memory: ServiceInMemory, url: str, visit: Visit
) -> None:
    take_away(memory)
    page = await an_admin_enters(memory, url, visit)
    await page.get_by_role("link", name="Health").click()
    await expect(page.get_by_text(AWAY)).to_be_visible()
    await page.get_by_role("link", name="See the models").click()
    await expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()


async def prepared(memory: ServiceInMemory, job: Job, share: float | None) -> Job:
    """Let the worker tell how much of the model is there."""
    told = await memory.replaced(job, job.prepared(share))
    await memory.bus.publish(JobPreparing(told))
    return told


async def test_a_job_that_waits_for_its_model_says_so_in_the_list_and_beside_its_text(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await prepared(memory, await begun(memory, await submitted(memory, ada)), 0.26)
    page = await (await visit(url)).enter(ada.username, PASSWORD)
    row = page.locator(".job")
    await expect(row).to_contain_text("Preparing, 26 %")
    await expect(row.locator(".job-percent")).to_have_count(0)
    job = await prepared(memory, job, 0.5)
    await expect(row).to_contain_text("Preparing, 50 %")
    await page.get_by_role("link", name="talk.wav").click()
    await expect(page.locator(".head-state")).to_contain_text("Preparing, 50 %")
    await expect(page.get_by_text("The model “digits” is made ready first.")).to_be_visible()
    job = await prepared(memory, job, None)
    await expect(page.locator(".head-state")).to_contain_text("Working")
    await heard(memory, job, said(0, "one two"))
    await expect(page.locator(".head-state")).to_contain_text("10 %")
