"""The service over a real socket, and OpenAI's own client for it."""

from collections.abc import AsyncIterator

import openai
import pytest
from aiohttp.test_utils import TestServer
from openai import AsyncOpenAI

from domain.user import User
from tests.service_in_memory import ServiceInMemory


@pytest.fixture
async def url(service: ServiceInMemory) -> AsyncIterator[str]:
    async with TestServer(service.app()) as server:
        yield str(server.make_url("/v1"))


@pytest.fixture
def key(service: ServiceInMemory, ada: User) -> str:
    return service.bearer(ada)["Authorization"].removeprefix("Bearer ")


def a_client(url: str, key: str) -> AsyncOpenAI:
    """Make one that reads no certificates, which takes long and is for addresses with https."""
    http = openai.DefaultAsyncHttpxClient(verify=False)
    return AsyncOpenAI(base_url=url, api_key=key, max_retries=0, timeout=10, http_client=http)
