"""The limiter contract, over memory and Redis; and what happens while Redis is away."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import asyncio as aioredis

from adapters.memory import attempts
from adapters.memory.attempts import MemoryAttemptLimiter
from adapters.redis.attempts import RedisAttemptLimiter
from adapters.redis.client import create_client
from adapters.redis.link import RedisLink
from application.ports.attempts import AttemptLimiter, AttemptPolicy
from tests.contracts.attempt_limiter import KEY, POLICY, AttemptLimiterContract, fail, wait_of
from tests.memory.clock import MemoryClock
from tests.own_redis import OwnRedis


@given(st.integers(0, 10_000))
def test_a_further_failure_never_shortens_the_wait(failures: int) -> None:
    policy = AttemptPolicy()
    assert policy.wait(failures) <= policy.wait(failures + 1) <= policy.longest_wait


def test_the_wait_begins_at_a_second_and_ends_at_a_quarter_of_an_hour() -> None:
    waits = [AttemptPolicy().wait(failures) for failures in (5, 6, 7, 15, 16, 10**9)]
    assert waits == [0, 1, 2, 512, 900, 900]


class TestMemoryAttemptLimiter(AttemptLimiterContract):
    @pytest.fixture
    def limiter(self, clock: MemoryClock) -> AttemptLimiter:
        return MemoryAttemptLimiter(clock, POLICY)

    async def test_of_too_many_keys_the_one_that_failed_longest_ago_is_forgotten(
        self, limiter: AttemptLimiter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(attempts, "KEYS_REMEMBERED", 2)
        await fail(limiter, 4, "first")
        await fail(limiter, 4, "second")
        await fail(limiter, 1, "first")
        await fail(limiter, 4, "third")
        assert [await wait_of(limiter, key) for key in ("first", "second", "third")] == [2, 0, 1]


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[aioredis.Redis]:
    client = create_client(redis_url)
    yield client
    await client.aclose()


class TestRedisAttemptLimiter(AttemptLimiterContract):
    @pytest.fixture
    def limiter(
        self, client: aioredis.Redis, redis_prefix: str, clock: MemoryClock
    ) -> AttemptLimiter:
        return over_redis(RedisLink(client, clock), clock, redis_prefix)

    async def test_all_processes_count_together(
        self, limiter: AttemptLimiter, client: aioredis.Redis, redis_prefix: str, clock: MemoryClock
    ) -> None:
        other = over_redis(RedisLink(client, clock), clock, redis_prefix)
        await fail(limiter, 2)
        await fail(other, 2)
        assert await wait_of(limiter) == await wait_of(other) == 1

    async def test_redis_holds_hashes_only_and_they_expire(
        self, limiter: AttemptLimiter, client: aioredis.Redis, redis_prefix: str
    ) -> None:
        await fail(limiter, 1)
        [name] = await client.keys(f"{redis_prefix}*")
        assert b"ada" not in name
        assert 0 < await client.ttl(name) <= POLICY.memory


class TestWhileRedisIsAway:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[OwnRedis]:
        server = OwnRedis(tmp_path)
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    async def limiter(self, server: OwnRedis, clock: MemoryClock) -> AsyncIterator[AttemptLimiter]:
        client = create_client(server.url)
        yield over_redis(RedisLink(client, clock, pause_seconds=2), clock, "test:")
        await client.aclose()

    async def test_failures_are_counted_here_instead(
        self, limiter: AttemptLimiter, server: OwnRedis
    ) -> None:
        server.stop()
        await fail(limiter, 5)
        assert await wait_of(limiter) == 2
        await limiter.succeeded(KEY)
        assert await wait_of(limiter) == 0

    async def test_redis_counts_again_once_it_is_back(
        self, limiter: AttemptLimiter, server: OwnRedis, clock: MemoryClock
    ) -> None:
        server.stop()
        await fail(limiter, 9)
        server.start()
        await clock.advance(2)
        assert await wait_of(limiter) == 0
        await fail(limiter, 5)
        assert await wait_of(limiter) == 2


def over_redis(link: RedisLink, clock: MemoryClock, prefix: str) -> RedisAttemptLimiter:
    return RedisAttemptLimiter(link, clock, MemoryAttemptLimiter(clock, POLICY), prefix, POLICY)
