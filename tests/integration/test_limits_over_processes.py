"""Limits hold over all API processes: what counts is in Redis, and in the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from adapters.memory.rates import MemoryRateLimiter
from adapters.redis.client import create_client
from adapters.redis.link import RedisLink
from adapters.redis.rates import RedisRateLimiter
from application.limits.count_request import CountRequest
from application.limits.quotas import Quotas
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory, a_form


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory(quotas=Quotas(jobs=3))


@pytest.fixture
async def ada(service: ServiceInMemory) -> User:
    return await service.add_user("ada")


@pytest.fixture
async def processes(
    service: ServiceInMemory, redis_url: str, redis_prefix: str
) -> AsyncIterator[list[Client]]:
    """Two of them, each with a connection to Redis of its own."""
    connections = [create_client(redis_url) for _ in range(2)]
    clients = []
    for connection in connections:
        link = RedisLink(connection, service.clock)
        rates = RedisRateLimiter(connection, link, MemoryRateLimiter(), prefix=redis_prefix)
        service.count_request = CountRequest(rates, per_user=20)
        service.registry = CollectorRegistry()
        clients.append(TestClient(TestServer(service.app())))
    async with clients[0], clients[1]:
        yield clients
    for connection in connections:
        await connection.aclose()


async def test_requests_are_counted_over_all_processes(
    service: ServiceInMemory, processes: list[Client], ada: User
) -> None:
    bearer = service.bearer(ada)
    answers = await asyncio.gather(
        *(processes[n % 2].get("/jobs/", headers=bearer) for n in range(30))
    )
    assert [answer.status for answer in answers].count(200) == 20
    assert {answer.status for answer in answers} == {200, 429}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status == 429)


async def test_unfinished_jobs_are_counted_over_all_processes(
    service: ServiceInMemory, processes: list[Client], ada: User
) -> None:
    bearer = service.bearer(ada)
    answers = await asyncio.gather(
        *(processes[n % 2].post("/jobs/", data=a_form(), headers=bearer) for n in range(8))
    )
    assert sorted(answer.status for answer in answers) == [200] * 3 + [429] * 5
    assert len(await service.stored_blobs()) == len(await service.jobs()) == 3


async def test_a_key_makes_one_job_over_all_processes(
    service: ServiceInMemory, processes: list[Client], ada: User
) -> None:
    headers = service.bearer(ada) | {"Idempotency-Key": "k"}
    answers = await asyncio.gather(
        *(processes[n % 2].post("/jobs/", data=a_form(), headers=headers) for n in range(8))
    )
    assert {answer.status for answer in answers} <= {200, 409}
    bodies = {await answer.read() for answer in answers if answer.status == 200}
    assert len(bodies) == len(await service.jobs()) == len(await service.stored_blobs()) == 1
