from playwright.async_api import expect

from tests.browser.conftest import Visit

OPERATION = "#operations-Operation-health_health"


async def test_the_api_can_be_read_and_tried_out_without_another_host(
    visit: Visit, url: str
) -> None:
    visitor = await visit(f"{url}/docs")
    page = visitor.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.reload()
    await page.locator(f"{OPERATION} .opblock-summary-control").click()
    await page.get_by_role("button", name="Try it out").click()
    await page.get_by_role("button", name="Execute").click()
    await expect(page.locator(f"{OPERATION} .live-responses-table")).to_contain_text('"ok"')
    assert f"{url}/openapi.json" in asked
    assert all(address.startswith((url, "data:")) for address in asked)
