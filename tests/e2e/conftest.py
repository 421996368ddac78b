"""A running service that hears digits, and OpenAI's client of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from tests.digits_service import running_service
from tests.e2e.client import logged_in
from tools.demo.service import Service


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running_service(tmp_path) as service:
        yield service


@pytest.fixture
async def token(service: Service) -> str:
    async with logged_in(service.url) as client:
        return client.session.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
async def client(service: Service, token: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{service.url}/v1", api_key=token, timeout=60) as client:
        yield client
