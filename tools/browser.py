"""Start the browser for tests and screenshots: Debian's Chromium, headless."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

# No sandbox, since containers have none to give; and nothing that asks the internet.
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    # A microphone that beeps, and is lent to whoever asks.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


def chromium() -> str | None:
    """Find the program; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def browser(program: str, *more: str) -> AsyncIterator[Browser]:
    """Run it meanwhile, with `more` flags."""
    async with async_playwright() as playwright:
        flags = [*FLAGS, *more]
        running = await playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield running
        finally:
            await running.close()
