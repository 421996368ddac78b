from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web_app

from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory


@pytest.fixture(autouse=True)
def _applications_end() -> Iterator[None]:
    """Let go of the applications that aiohttp keeps for later requests, 1,024 of them."""
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory()


@pytest.fixture
async def client(service: ServiceInMemory) -> AsyncIterator[Client]:
    async with service.client() as client:
        yield client


@pytest.fixture
async def ada(service: ServiceInMemory) -> User:
    return await service.add_user("ada")


@pytest.fixture
async def bob(service: ServiceInMemory) -> User:
    return await service.add_user("bob")


@pytest.fixture
def bearer(service: ServiceInMemory, ada: User) -> dict[str, str]:
    """What Ada's requests carry."""
    return service.bearer(ada)
