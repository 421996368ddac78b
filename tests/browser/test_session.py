"""Logging in and out, and sessions that end by themselves."""

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from domain.user import User
from tests.browser.conftest import Visit
from tests.service_in_memory import ServiceInMemory

PASSWORD = "correct horse"


async def test_a_wrong_password_is_said_in_words_and_the_name_stays(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    await visitor.log_in("ada", "wrong")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("wrong")
    await expect(visitor.page.get_by_label("Name", exact=True)).to_have_value("ada")
    await visitor.enter("ada", PASSWORD)


async def test_who_guesses_too_often_is_told_to_wait(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    for status in (401, 401, 401, 429):
        async with visitor.page.expect_response("**/auth/login") as answer:
            await visitor.log_in("ada", "wrong")
        assert (await answer.value).status == status
    await expect(visitor.page.get_by_role("alert")).to_contain_text("Wait 17 s")


async def test_who_logs_out_is_out_also_on_the_way_back(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("button", name="Log in")).to_be_visible()
    await page.goto(f"{url}/#/account")
    await page.reload()
    await expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert await visitor.context.cookies() == []


async def test_the_session_is_in_a_cookie_that_no_script_can_read(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    (cookie,) = await visitor.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert await page.evaluate("document.cookie") == ""
    assert cookie["value"] not in await page.evaluate("JSON.stringify({...localStorage})")


async def test_an_expired_session_asks_for_the_password_and_goes_on_where_it_was(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await memory.completed_job(ada.id)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await expect(page.get_by_role("link", name="talk.wav")).to_be_visible()
    await memory.clock.advance(7200)
    await page.get_by_label("Search recordings by name").fill("nothing like it")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Your session has ended")
    await expect(dialog.get_by_label("Name", exact=True)).to_have_value("ada")
    await visitor.log_in("ada", PASSWORD)
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("Nothing fits")).to_be_visible()
    await expect(page.get_by_label("Search recordings by name")).to_have_value("nothing like it")


async def test_somebody_else_who_logs_in_then_sees_nothing_of_the_first(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await memory.add_user("bob")
    await memory.completed_job(ada.id)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await expect(page.get_by_role("link", name="talk.wav")).to_be_visible()
    await memory.clock.advance(7200)
    await page.get_by_label("State").select_option("completed")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await visitor.log_in("bob", PASSWORD)
    await expect(page.get_by_role("link", name="talk.wav")).to_have_count(0)
    await expect(page.get_by_text("Nothing fits")).to_be_visible()


async def test_a_page_of_another_site_can_do_nothing_with_the_session(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    """Ports make no site of their own, so the cookie comes along; what it is used for is seen."""
    job = await memory.completed_job(ada.id)
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    evil = web.Application()
    form = f'<form method="post" action="{url}/jobs/{job.id}/cancel"><button>x</button></form>'

    async def lure(_: web.Request) -> web.Response:
        return web.Response(text=form, content_type="text/html")

    evil.router.add_get("/", lure)
    async with TestServer(evil, host="127.0.0.1") as server:
        for host in ("127.0.0.1", "localhost"):
            await page.goto(f"http://{host}:{server.port}/")
            async with page.expect_navigation() as submitting:
                await page.get_by_role("button").click()
            answer = await submitting.value
            assert answer is not None
            assert answer.status == (403 if host == "127.0.0.1" else 401)
            await page.goto(f"http://{host}:{server.port}/")
            told = await page.evaluate(
                "url => fetch(url, {method: 'DELETE', credentials: 'include'})"
                ".then(answer => answer.status, () => 'kept from it')",
                f"{url}/jobs/{job.id}",
            )
            assert told == "kept from it"
    visitor.faults.clear()  # the browser says what it kept that site from
    assert [stored.id for stored in await memory.jobs()] == [job.id]


async def test_without_an_identity_provider_there_is_no_way_to_one(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    async with visitor.page.expect_response("**/auth/oidc"):
        await visitor.page.reload()
    offer = await visitor.page.evaluate("fetch('/auth/oidc').then((answer) => answer.json())")
    assert offer["enabled"] is False
    await expect(visitor.page.get_by_role("button", name="Log in")).to_be_visible()
    await expect(visitor.page.locator("a[href='/auth/oidc/login']")).to_have_count(0)


async def test_where_there_is_an_identity_provider_a_link_leads_to_it(
    url: str, visit: Visit
) -> None:
    visitor = await visit(url)
    offer = {"enabled": True, "name": "Example"}
    await visitor.page.route("**/auth/oidc", lambda route: route.fulfill(json=offer))
    await visitor.page.reload()
    link = visitor.page.get_by_role("link", name="Log in with Example")
    await expect(link).to_have_attribute("href", "/auth/oidc/login")
