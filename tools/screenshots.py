"""Pictures of every view of the page, light, dark and as a phone shows them.

python -m tools.screenshots FOLDER
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Page

from tools.browser import browser, chromium
from tools.demo.__main__ import surroundings
from tools.demo.service import ADMIN_PASSWORD, Service, running_service

SAMPLES: Final = Path(__file__).parents[1] / "samples"
RECORDINGS: Final = [
    SAMPLES / name for name in ("playa.ogg", "lighthouse.flac", "library-call.mp3")
]
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "light": {"viewport": {"width": 1200, "height": 820}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1200, "height": 820}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 800},
        "color_scheme": "light",
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}

PATIENCE: Final = 180_000  # ms; nothing here depends on how fast the machine is

Shoot = Callable[..., Awaitable[None]]


async def main(folder: Path) -> None:
    """Run the service, do what people do, and take pictures meanwhile."""
    program = chromium()
    if program is None:
        sys.exit("Chromium is needed for this (Debian: apt-get install chromium).")
    async with browser(program) as running:
        for look, options in LOOKS.items():
            async with running_service(surroundings()) as service:
                await photograph(running, service, options, folder / look)
            print(f"{folder}/{look}-*.png")


async def photograph(
    running: Browser, service: Service, options: dict[str, Any], prefix: Path
) -> None:
    """Take all the pictures of one look."""
    context = await running.new_context(**options)
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()

    async def shoot(name: str, *, whole: bool = False) -> None:
        await page.wait_for_timeout(400)  # what moves has come to rest
        await page.screenshot(path=f"{prefix}-{name}.png", full_page=whole)

    await page.goto(service.url)
    await enter(page, shoot)
    await hand_in(page, shoot)
    await read(page, shoot)
    await look_around(page, shoot)
    await context.close()


async def enter(page: Page, shoot: Shoot) -> None:
    """Log in."""
    await page.get_by_label("Name").wait_for()
    await shoot("login")
    await page.get_by_label("Name").fill("admin")
    await page.get_by_label("Password").fill("wrong")
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("alert").wait_for()
    await shoot("login-wrong")
    await page.get_by_label("Password").fill(ADMIN_PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_text("No recordings yet").wait_for()
    await shoot("empty")


async def hand_in(page: Page, shoot: Shoot) -> None:
    """Upload the samples, and name a recording that is not there."""
    await page.get_by_text("Options", exact=True).click()
    await page.get_by_label("Webhook").fill("https://hooks.example.com/transcripts")
    await shoot("options")
    files = [*RECORDINGS, {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no sound"}]
    for file in files:
        await page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    await page.locator(".badge-completed").nth(len(RECORDINGS) - 1).wait_for()
    await page.get_by_label("Or fetch one from the web").fill("http://localhost/talks/monday.mp3")
    await page.get_by_role("button", name="Fetch").click()
    await page.locator(".upload-failed").nth(1).wait_for()
    await page.get_by_text("Options", exact=True).click()
    await shoot("recordings")


async def read(page: Page, shoot: Shoot) -> None:
    """Look at a transcript."""
    await page.get_by_role("link", name="library-call.mp3").click()
    await page.locator(".word").nth(2).click()
    await page.locator(".word-spoken").wait_for()
    await page.get_by_label("Search in the text").fill("book")
    await page.wait_for_timeout(400)  # the page has scrolled to what was found
    await page.evaluate("scrollTo(0, 0)")
    await shoot("reading")
    await page.get_by_role("button", name="Pause").click()
    await page.locator("summary", has_text="Download").click()
    await shoot("downloads")
    await page.keyboard.press("Escape")
    await page.locator(".segment").nth(1).hover()
    await page.get_by_role("button", name="Correct the text").nth(1).click()
    await shoot("correcting")


async def look_around(page: Page, shoot: Shoot) -> None:
    """Look at all the other views."""
    for name in await page.locator("nav a[data-view]").all_inner_texts():
        await page.get_by_role("link", name=name, exact=True).first.click()
        await page.wait_for_timeout(1_000)
        await shoot(name.lower(), whole=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(__doc__)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))
