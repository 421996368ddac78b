"""The contract over memory and Redis; and what happens while Redis is away."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis import asyncio as aioredis

from adapters.memory.rates import MemoryRateLimiter
from adapters.redis.client import create_client
from adapters.redis.link import RedisLink
from adapters.redis.rates import RedisRateLimiter
from application.ports.rates import RateLimiter
from tests.contracts.rate_limiter import RATE, PassTime, RateLimiterContract
from tests.contracts.redis_keys import let_time_pass
from tests.memory.clock import MemoryClock
from tests.own_redis import OwnRedis


class TestMemoryRateLimiter(RateLimiterContract):
    @pytest.fixture
    def limiter(self) -> RateLimiter:
        return MemoryRateLimiter()

    @pytest.fixture
    def pass_time(self, monkeypatch: pytest.MonkeyPatch) -> PassTime:
        now, passed = time.time, [0.0]
        monkeypatch.setattr(time, "time", lambda: now() + passed[0])

        async def pass_time(seconds: float) -> None:
            passed[0] += seconds

        return pass_time


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[aioredis.Redis]:
    client = create_client(redis_url)
    yield client
    await client.aclose()


class TestRedisRateLimiter(RateLimiterContract):
    @pytest.fixture
    def limiter(self, client: aioredis.Redis, redis_prefix: str, clock: MemoryClock) -> RateLimiter:
        return over_redis(client, clock, redis_prefix)

    @pytest.fixture
    def pass_time(self, client: aioredis.Redis, redis_prefix: str) -> PassTime:
        async def pass_time(seconds: float) -> None:
            await let_time_pass(client, redis_prefix, seconds)

        return pass_time

    async def test_all_processes_count_together(
        self, limiter: RateLimiter, redis_url: str, redis_prefix: str, clock: MemoryClock
    ) -> None:
        elsewhere = create_client(redis_url)
        other = over_redis(elsewhere, clock, redis_prefix)
        await limiter.count(RATE, "ada")
        assert (await other.count(RATE, "ada")).remaining == 1
        assert (await limiter.count(RATE, "ada")).remaining == 0
        assert (await other.count(RATE, "ada")).exceeded
        await elsewhere.aclose()


async def test_while_redis_is_away_requests_are_counted_here(
    tmp_path: Path, clock: MemoryClock
) -> None:
    server = OwnRedis(tmp_path)
    server.start()
    client = create_client(server.url)
    limiter = over_redis(client, clock, "test:")
    try:
        for _ in range(3):
            await limiter.count(RATE, "ada")
        server.stop()
        states = [await limiter.count(RATE, "ada") for _ in range(4)]
        assert [state.exceeded for state in states] == [False, False, False, True]
        server.start()  # and has forgotten
        await clock.advance(2)
        assert (await limiter.count(RATE, "ada")).remaining == 2
    finally:
        await client.aclose()
        server.stop()


def over_redis(client: aioredis.Redis, clock: MemoryClock, prefix: str) -> RateLimiter:
    link = RedisLink(client, clock)
    return RedisRateLimiter(client, link, MemoryRateLimiter(), prefix=prefix)
