"""A real browser, and services for it to look at."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from domain.user import User
from tests.browser.visitor import Visitor
from tests.digits_service import start_service
from tests.service_in_memory import ServiceInMemory
from tests.services import do_without
from tools.browser import browser as running_browser
from tools.browser import chromium
from tools.demo.service import Service

Start = Callable[..., Awaitable[Service]]
Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    program = chromium()
    if program is None:
        do_without("No Chromium here: `apt-get install chromium` brings one.")
    async with running_browser(program) as running:
        yield running


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Open the page as another visitor each time; whatever goes wrong on it fails the test."""
    async with AsyncExitStack() as stack:

        async def one(url: str, **context: object) -> Visitor:
            return await stack.enter_async_context(Visitor.at(browser, url, **context))

        yield one


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start real services that end with the test, however it ends."""
    async with AsyncExitStack() as stack:

        async def start_one(
            settings: dict[str, str] | None = None, port: int | None = None
        ) -> Service:
            service = await start_service(tmp_path, settings, port=port)
            stack.push_async_callback(service.stop)
            await service.ready()
            return service

        yield start_one


@pytest.fixture
async def service(start: Start) -> Service:
    return await start()


@pytest.fixture
def memory() -> ServiceInMemory:
    """A service that lives in memory, for what a real one would take long to come to."""
    return ServiceInMemory()


@pytest.fixture
async def ada(memory: ServiceInMemory) -> User:
    return await memory.add_user("ada")


@pytest.fixture
async def url(memory: ServiceInMemory, ada: User) -> AsyncIterator[str]:
    """Where the service in memory answers."""
    assert ada.username
    async with TestServer(memory.app()) as server:
        yield str(server.make_url("")).rstrip("/")
