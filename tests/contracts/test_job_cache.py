"""The job cache contract, on each cache; and what a cache may do to it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from typing_extensions import override

from adapters.caching.job_cache import CodedJobCache
from adapters.memory.cache import MemoryCache
from adapters.redis.cache import RedisCache
from adapters.redis.client import create_client
from adapters.redis.link import RedisLink
from application.ports.cache import Cache
from application.ports.job_cache import JobCache
from domain.job_details import JobDetails
from tests.contracts.job_cache import JobCacheContract, ended
from tests.memory.clock import MemoryClock


class SpiedCache(MemoryCache):
    """Shows what is put into it, and loses it while it is `away`."""

    def __init__(self, clock: MemoryClock) -> None:
        super().__init__(clock, capacity_bytes=10_000_000)
        self.values: dict[str, bytes] = {}
        self.away = False

    @override
    async def get(self, key: str) -> bytes | None:
        return None if self.away else await super().get(key)

    @override
    async def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        if not self.away:
            self.values[key] = value
            await super().put(key, value, ttl_seconds=ttl_seconds)


@pytest.fixture
def cache(clock: MemoryClock) -> SpiedCache:
    return SpiedCache(clock)


class TestCodedJobCacheInMemory(JobCacheContract):
    @pytest.fixture
    def jobs(self, cache: Cache) -> JobCache:
        return CodedJobCache(cache, ttl_seconds=300)


class TestCodedJobCacheInRedis(JobCacheContract):
    @pytest.fixture
    async def jobs(
        self, redis_url: str, redis_prefix: str, clock: MemoryClock
    ) -> AsyncIterator[JobCache]:
        client = create_client(redis_url)
        cache = RedisCache(RedisLink(client, clock), prefix=redis_prefix)
        yield CodedJobCache(cache, ttl_seconds=300)
        await client.aclose()


class TestWhatBecomesOfAnEntry:
    @pytest.fixture
    def jobs(self, cache: Cache) -> CodedJobCache:
        return CodedJobCache(cache, ttl_seconds=300, largest_bytes=10_000)

    async def found(self, jobs: JobCache, details: JobDetails) -> JobDetails | None:
        return await jobs.find(details.job.id, details.job.owner)

    async def test_it_is_remembered_for_its_time_only(
        self, jobs: JobCache, clock: MemoryClock
    ) -> None:
        details = ended()
        await jobs.keep(details)
        await clock.advance(299)
        assert await self.found(jobs, details) == details
        await clock.advance(1)
        assert await self.found(jobs, details) is None

    async def test_a_long_transcript_is_not_remembered(
        self, jobs: JobCache, cache: SpiedCache
    ) -> None:
        details = replace(ended(), text="x" * 10_000)
        await jobs.keep(details)
        assert await self.found(jobs, details) is None
        assert cache.values == {}

    @pytest.mark.parametrize(
        "change",
        [
            lambda _: b"",
            lambda _: b"\xff\xfe",
            lambda _: b"null",
            lambda entry: entry[:-1],
            lambda entry: entry.replace(b'"job"', b'"work"'),
            lambda entry: with_option(entry, "beam_size", 1_000),
            lambda entry: with_option(entry, "language", "klingon"),
        ],
        ids=["empty", "bytes", "null", "half", "renamed", "beam out of range", "no language"],
    )
    async def test_an_entry_that_makes_no_sense_is_as_good_as_none(
        self, jobs: JobCache, cache: SpiedCache, change: object
    ) -> None:
        details = ended()
        await jobs.keep(details)
        ((key, entry),) = cache.values.items()
        await cache.put(key, change(entry), ttl_seconds=60)  # type: ignore[operator]
        assert await self.found(jobs, details) is None

    async def test_what_was_forgotten_while_the_cache_was_away_does_not_come_back_with_it(
        self, jobs: JobCache, cache: SpiedCache
    ) -> None:
        details = ended()
        await jobs.keep(details)
        cache.away = True
        await jobs.forget(details.job)
        cache.away = False
        assert await self.found(jobs, details) is None

    async def test_another_process_cannot_bring_back_what_was_forgotten_a_moment_ago(
        self, jobs: JobCache, cache: SpiedCache
    ) -> None:
        details, other = ended(), CodedJobCache(cache, ttl_seconds=300)
        await jobs.forget(details.job)
        await other.keep(details)
        assert await self.found(other, details) is None

    async def test_it_does_not_remember_for_ever_what_it_has_forgotten(
        self, jobs: CodedJobCache
    ) -> None:
        for _ in range(jobs.FORGOTTEN_REMEMBERED + 5):
            await jobs.forget(ended().job)
        assert len(jobs._forgotten) == jobs.FORGOTTEN_REMEMBERED


def with_option(entry: bytes, name: str, value: object) -> bytes:
    details = json.loads(entry)
    details["job"]["options"][name] = value
    return json.dumps(details).encode()
