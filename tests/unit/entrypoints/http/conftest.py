from collections.abc import AsyncIterator

import pytest

from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory


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
