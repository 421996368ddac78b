"""The cache contract, over memory and Redis; and what happens while Redis is away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import asyncio as aioredis
from typing_extensions import override

from adapters.memory.cache import ENTRY_BYTES, MemoryCache
from adapters.redis.cache import RedisCache
from adapters.redis.client import create_client
from adapters.redis.link import RedisAwayError, RedisLink
from application.ports.cache import Cache
from tests.contracts.cache import CacheContract
from tests.contracts.redis_keys import let_time_pass
from tests.contracts.turns import a_while
from tests.memory.clock import MemoryClock
from tests.own_redis import OwnRedis

ROOM = ENTRY_BYTES + len("a")  # what a key of one letter takes besides its value


class TestMemoryCache(CacheContract):
    @pytest.fixture
    def cache(self, clock: MemoryClock) -> Cache:
        self.clock = clock
        return MemoryCache(clock, capacity_bytes=100_000)

    @override
    async def elapse(self, seconds: float) -> None:
        await self.clock.advance(seconds)

    async def test_what_was_used_longest_ago_makes_room(self, clock: MemoryClock) -> None:
        cache = MemoryCache(clock, capacity_bytes=2 * (ROOM + 10))
        await cache.put("a", bytes(10), ttl_seconds=60)
        await cache.put("b", bytes(10), ttl_seconds=60)
        await cache.get("a")
        await cache.put("c", bytes(10), ttl_seconds=60)
        assert await cache.get("a") is not None
        assert await cache.get("b") is None
        assert await cache.get("c") is not None
        assert (await cache.statistics()).evictions == 1

    async def test_a_value_larger_than_the_cache_is_not_kept_and_drives_nothing_out(
        self, clock: MemoryClock
    ) -> None:
        cache = MemoryCache(clock, capacity_bytes=2 * ROOM)
        await cache.put("a", b"", ttl_seconds=60)
        await cache.put("b", b"", ttl_seconds=60)
        await cache.put("b", bytes(ROOM + 1), ttl_seconds=60)
        assert await cache.get("a") == b""
        assert await cache.get("b") is None

    @given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 1_500)), max_size=40))
    async def test_it_never_holds_more_than_it_may(self, puts: list[tuple[str, int]]) -> None:
        cache = MemoryCache(MemoryClock(), capacity_bytes=2_000)
        expected: dict[str, int] = {}
        for key, length in puts:
            await cache.put(key, bytes(length), ttl_seconds=60)
            expected[key] = length
            held = (await cache.statistics()).bytes_held
            assert held is not None
            assert held <= 2_000
            value = await cache.get(key)
            assert value == (bytes(length) if ROOM + length <= 2_000 else None)
        found = {key: len(value) for key in expected if (value := await cache.get(key)) is not None}
        assert (await cache.statistics()).bytes_held == sum(
            ROOM + length for length in found.values()
        )
        assert found.items() <= expected.items()


class TestRedisCache(CacheContract):
    @pytest.fixture
    async def client(self, redis_url: str) -> AsyncIterator[aioredis.Redis]:
        client = create_client(redis_url)
        yield client
        await client.aclose()

    @pytest.fixture
    def cache(self, client: aioredis.Redis, redis_prefix: str, clock: MemoryClock) -> Cache:
        self.redis, self.prefix = client, redis_prefix
        return RedisCache(RedisLink(client, clock), prefix=redis_prefix)

    @override
    async def elapse(self, seconds: float) -> None:
        await let_time_pass(self.redis, self.prefix, seconds)

    async def test_keys_lie_below_the_prefix(
        self, cache: Cache, client: aioredis.Redis, redis_prefix: str
    ) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        assert await client.keys(f"{redis_prefix}*") == [f"{redis_prefix}cache:key".encode()]

    async def test_more_callers_than_connections_wait_for_their_turn(self, cache: Cache) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        answers = await asyncio.gather(*(cache.get("key") for _ in range(300)))
        assert set(answers) == {b"value"}

    async def test_a_caller_who_leaves_does_not_get_another_the_wrong_answer(
        self, cache: Cache
    ) -> None:
        for name in "ab":
            await cache.put(name, name.encode(), ttl_seconds=60)
        for turns in range(12):
            leaving = asyncio.create_task(cache.get("a"))
            for _ in range(turns):
                await asyncio.sleep(0)
            leaving.cancel()
            assert await cache.get("b") == b"b"

    async def test_a_server_that_refuses_the_command_is_a_miss_and_an_error(
        self, cache: Cache, client: aioredis.Redis, redis_prefix: str
    ) -> None:
        await client.lpush(f"{redis_prefix}cache:key", "not", "a", "string")
        assert await cache.get("key") is None
        assert (await cache.statistics()).errors == 1


class TestWhileRedisIsAway:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[OwnRedis]:
        server = OwnRedis(tmp_path)
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    async def link(self, server: OwnRedis, clock: MemoryClock) -> AsyncIterator[RedisLink]:
        client = create_client(server.url, timeout_seconds=0.2)
        yield RedisLink(client, clock, pause_seconds=2)
        await client.aclose()

    @pytest.fixture
    def cache(self, link: RedisLink) -> RedisCache:
        return RedisCache(link, prefix="test:")

    async def test_a_cache_without_its_server_misses_and_counts_the_error(
        self, cache: RedisCache, server: OwnRedis
    ) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        server.stop()
        await cache.put("key", b"other", ttl_seconds=60)
        assert await cache.get("key") is None
        statistics = await cache.statistics()
        assert (statistics.misses, statistics.errors) == (1, 2)
        assert statistics.bytes_held is None

    async def test_redis_is_used_again_after_the_pause(
        self, cache: RedisCache, server: OwnRedis, clock: MemoryClock
    ) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        server.stop()
        await cache.get("key")
        server.start()
        await cache.put("key", b"unheard", ttl_seconds=60)
        await clock.advance(2)
        assert await cache.get("key") is None
        await cache.put("key", b"heard", ttl_seconds=60)
        assert await cache.get("key") == b"heard"

    async def test_a_server_that_restarts_between_two_calls_goes_unnoticed(
        self, cache: RedisCache, server: OwnRedis
    ) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        server.stop()
        server.start()
        await a_while()  # the loop hears that the connection was closed
        await cache.put("key", b"value", ttl_seconds=60)
        assert await cache.get("key") == b"value"
        assert (await cache.statistics()).errors == 0

    async def test_a_server_that_hangs_costs_one_caller_its_timeout_and_others_nothing(
        self, link: RedisLink, server: OwnRedis, clock: MemoryClock
    ) -> None:
        asked: list[str] = []

        async def ask(caller: str) -> None:
            async def command(redis: aioredis.Redis) -> None:
                asked.append(caller)
                await redis.ping()

            with pytest.raises(RedisAwayError):
                await link.ask(command)

        server.freeze()
        try:
            await ask("first")
            await asyncio.gather(*(ask("during the pause") for _ in range(5)))
            await clock.advance(2)
            await asyncio.gather(*(ask("after the pause") for _ in range(5)))
        finally:
            server.thaw()
        assert asked == ["first", "after the pause"]
        await clock.advance(2)
        assert await link.ask(lambda redis: redis.ping())

    async def test_a_clock_that_is_set_back_does_not_prolong_the_pause(
        self, cache: RedisCache, server: OwnRedis, clock: MemoryClock
    ) -> None:
        server.stop()
        await cache.get("key")
        server.start()
        await clock.advance(-3600)
        await cache.put("key", b"heard", ttl_seconds=60)
        assert await cache.get("key") == b"heard"
