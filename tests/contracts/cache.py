"""What every Cache promises."""

import pytest

from application.ports.cache import Cache


class CacheContract:
    async def elapse(self, seconds: float) -> None:
        """Let that much time pass for what is cached."""
        raise NotImplementedError

    async def test_what_was_put_is_given_back(self, cache: Cache) -> None:
        await cache.put("key", b"\x00 value \xff", ttl_seconds=60)
        assert await cache.get("key") == b"\x00 value \xff"

    async def test_what_was_never_put_is_not_there(self, cache: Cache) -> None:
        assert await cache.get("key") is None

    async def test_an_empty_value_is_a_value(self, cache: Cache) -> None:
        await cache.put("key", b"", ttl_seconds=60)
        assert await cache.get("key") == b""

    async def test_putting_again_replaces_what_was_there(self, cache: Cache) -> None:
        await cache.put("key", b"old", ttl_seconds=60)
        await cache.put("key", b"new", ttl_seconds=60)
        assert await cache.get("key") == b"new"

    async def test_adding_fills_a_gap(self, cache: Cache) -> None:
        await cache.add("key", b"value", ttl_seconds=60)
        assert await cache.get("key") == b"value"

    async def test_adding_does_not_replace_what_is_there(self, cache: Cache) -> None:
        await cache.put("key", b"first", ttl_seconds=60)
        await cache.add("key", b"second", ttl_seconds=600)
        assert await cache.get("key") == b"first"
        await self.elapse(61)
        assert await cache.get("key") is None

    async def test_a_value_is_forgotten_when_its_time_is_over(self, cache: Cache) -> None:
        await cache.put("key", b"value", ttl_seconds=60)
        await self.elapse(59)
        assert await cache.get("key") == b"value"
        await self.elapse(2)
        assert await cache.get("key") is None

    async def test_what_was_forgotten_can_be_added(self, cache: Cache) -> None:
        await cache.put("key", b"old", ttl_seconds=0.5)
        await self.elapse(1)
        await cache.add("key", b"new", ttl_seconds=60)
        assert await cache.get("key") == b"new"

    @pytest.mark.parametrize("seconds", [0, -1])
    async def test_no_time_to_live_means_not_to_be_remembered(
        self, cache: Cache, seconds: float
    ) -> None:
        await cache.put("key", b"old", ttl_seconds=60)
        await cache.add("key", b"ignored", ttl_seconds=seconds)
        assert await cache.get("key") == b"old"
        await cache.put("key", b"ignored", ttl_seconds=seconds)
        assert await cache.get("key") is None

    async def test_hits_and_misses_are_counted(self, cache: Cache) -> None:
        await cache.get("key")
        await cache.put("key", b"value", ttl_seconds=60)
        await cache.get("key")
        await cache.get("key")
        statistics = await cache.statistics()
        assert (statistics.hits, statistics.misses, statistics.errors) == (2, 1, 0)

    async def test_evictions_and_bytes_are_told(self, cache: Cache) -> None:
        await cache.put("key", bytes(5_000), ttl_seconds=60)
        statistics = await cache.statistics()
        assert statistics.bytes_held is not None
        assert statistics.bytes_held >= 5_000
        assert statistics.evictions is not None
