"""Somebody who looks at the page, and does what people do there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tools.demo.service import ADMIN_PASSWORD

PATIENCE: Final = 60_000  # ms; nothing here depends on how fast the machine is
MOST_TABS: Final = 60
expect.set_options(timeout=PATIENCE)
# Chromium writes these itself wherever an answer is an error, or none comes.
_EXPECTED: Final = ("Failed to load resource",)


@dataclass
class Visitor:
    """One browser context with one page in it."""

    page: Page
    context: BrowserContext
    url: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def at(cls, browser: Browser, url: str, **options: Any) -> AsyncIterator[Self]:
        """Open the page; errors in its scripts, and breaches of its policy, are faults."""
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        visitor = cls(await context.new_page(), context, url)
        visitor.watch(visitor.page)
        await visitor.page.goto(url)
        yield visitor
        await context.close()
        assert not visitor.faults

    def watch(self, page: Page) -> None:
        """Note what goes wrong on a page."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            self.faults.append(message.text)

    async def log_in(self, name: str = "admin", password: str = ADMIN_PASSWORD) -> None:
        """Fill in the form, wherever it stands."""
        await self.page.get_by_label("Name", exact=True).fill(name)
        await self.page.get_by_label("Password", exact=True).fill(password)
        await self.page.get_by_role("button", name="Log in").click()

    async def enter(self, name: str = "admin", password: str = ADMIN_PASSWORD) -> Page:
        """Log in and wait for the recordings."""
        await self.log_in(name, password)
        await self.page.get_by_role("heading", name="Recordings", exact=True).wait_for()
        return self.page

    async def tab_to(self, goal: Locator) -> None:
        """Press Tab until it has the focus, as somebody without a mouse does."""
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            if await goal.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"The keyboard does not come to {goal}.")

    async def upload(self, *files: Path | dict[str, Any]) -> None:
        """Choose files."""
        await self.page.set_input_files("input[type=file]", list(files))  # type: ignore[arg-type]
