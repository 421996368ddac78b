"""What people do on the page while its frames are measured.

Nothing is expected meanwhile: an `expect` that does not hold yet describes the whole page, in it.
"""

from collections.abc import AsyncIterator
from typing import Final

from playwright.async_api import Page, expect

from benchmarks.page.frames import Frames, watched
from benchmarks.page.stock import Stock

_SECONDS: Final = 4
_PLAYED_SECONDS: Final = 10
_TURNS: Final = 40  # of the mouse's wheel
_STEP: Final = 500  # pixels
# When the first of these rows is there: a mutation is told before the frame that shows it.
_NOTE_FIRST_ROW: Final = """row => {
    window.rowsFrom = performance.now();
    window.firstRow = null;
    new MutationObserver((_, observer) => {
        if (!document.querySelector(row)) return;
        window.firstRow = performance.now() - window.rowsFrom;
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
}"""

Scenes = AsyncIterator[tuple[str, Frames]]


async def scenes(page: Page, url: str, stock: Stock) -> Scenes:
    """Do one after another."""
    yield "an empty page", await _empty(page)
    await page.goto(url)
    await page.get_by_label("Name", exact=True).fill("ada")
    await page.get_by_label("Password", exact=True).fill("correct horse")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.locator(".job").first).to_be_visible()
    async for scene in _list(page, url):
        yield scene
    async for scene in _reading(page, stock):
        yield scene
    yield "an empty page again", await _empty(page)


async def _empty(page: Page) -> Frames:
    await page.goto("about:blank")
    async with watched(page) as frames:
        await page.wait_for_timeout(_SECONDS * 1_000)
    return frames


async def _opening(page: Page, place: str, row: str, *, rows: int, seconds: float) -> Frames:
    """Go to a place, and wait until it has this many rows, and for some seconds more."""
    async with watched(page) as frames:
        await page.evaluate(_NOTE_FIRST_ROW, row)
        await page.evaluate("place => { location.hash = place; }", place)
        await page.locator(row).nth(rows - 1).wait_for()
        await page.wait_for_timeout(seconds * 1_000)
    frames.first_row = await page.evaluate("firstRow")
    return frames


async def _list(page: Page, url: str) -> Scenes:
    await page.goto(f"{url}/#/search")
    await expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    yield "opening the list", await _opening(page, "#/", ".job", rows=25, seconds=0.5)
    async with watched(page) as frames:
        await _wheel(page)
    yield "scrolling the list", frames
    async with watched(page) as frames:
        for _ in range(10):
            await page.get_by_role("button", name="Next page").click()
            await page.wait_for_timeout(200)
    yield "turning ten pages of the list", frames
    await page.evaluate("scrollTo(0, 0)")
    async with watched(page) as frames:
        box = page.get_by_label("Search recordings by name")
        await box.press_sequentially("talk 00500", delay=80)
        await page.get_by_text("1 recording", exact=True).wait_for()
    yield "typing into the list's search", frames


async def _reading(page: Page, stock: Stock) -> Scenes:
    place = f"#/recordings/{stock.talk.id}"
    yield "opening ten hours", await _opening(page, place, ".segment", rows=1, seconds=1.0)
    async with watched(page) as frames:
        await _wheel(page)
    yield "scrolling ten hours", frames
    async with watched(page) as frames:
        for part in range(10):
            await page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part / 10})")
            await page.wait_for_timeout(200)
    yield "jumping through ten hours", frames
    await page.evaluate("scrollTo(0, 0)")
    async with watched(page) as frames:
        box = page.get_by_label("Search in the text")
        await box.press_sequentially("minute 314 piece 7", delay=80)
        await page.get_by_text("1 of 1 place").wait_for()
    yield "typing into the text's search", frames
    await box.fill("piece 3 ")
    await expect(page.get_by_text("1 of 600 places")).to_be_visible()
    async with watched(page) as frames:
        for _ in range(20):
            await box.press("Enter")
            await page.wait_for_timeout(100)
    yield "going to twenty places", frames
    await box.fill("")
    await page.evaluate("scrollTo(0, 0)")
    async with watched(page) as frames:
        await page.get_by_role("button", name="Play", exact=True).click()
        await page.wait_for_timeout(_PLAYED_SECONDS * 1_000)
        await page.get_by_role("button", name="Pause", exact=True).click()
    yield "playing", frames
    async for scene in _replacing(page):
        yield scene


async def _replacing(page: Page) -> Scenes:
    await page.get_by_text("Find and replace").click()
    await page.get_by_label("Find", exact=True).fill("piece 3 ")
    await page.get_by_label("Replace with").fill("part 3 ")
    async with watched(page) as frames:
        await page.get_by_role("button", name="Count").click()
        await page.get_by_role("button", name="Replace 600 places").click()
        await page.get_by_text("600 places replaced").wait_for()
        await page.wait_for_timeout(3_000)
    yield "replacing 600 places", frames


async def _wheel(page: Page) -> None:
    await page.mouse.move(400, 400)
    for _ in range(_TURNS):
        await page.mouse.wheel(0, _STEP)
        await page.wait_for_timeout(50)
