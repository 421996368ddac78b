"""What every RateLimiter promises. The fixture `pass_time` lets seconds pass."""

import asyncio
from collections.abc import Awaitable, Callable

from application.ports.rates import Rate, RateLimiter

PassTime = Callable[[float], Awaitable[None]]
RATE = Rate("user", requests=3, seconds=60)


class RateLimiterContract:
    async def test_so_many_requests_are_within_the_rate_and_no_more(
        self, limiter: RateLimiter
    ) -> None:
        states = [await limiter.count(RATE, "ada") for _ in range(5)]
        assert [state.exceeded for state in states] == [False, False, False, True, True]
        assert [state.remaining for state in states] == [2, 1, 0, 0, 0]

    async def test_each_key_and_each_rate_is_counted_for_itself(self, limiter: RateLimiter) -> None:
        for _ in range(4):
            await limiter.count(RATE, "ada")
        assert (await limiter.count(RATE, "bob")).remaining == 2
        assert (await limiter.count(Rate("key", 3), "ada")).remaining == 2

    async def test_the_window_ends_when_it_said(
        self, limiter: RateLimiter, pass_time: PassTime
    ) -> None:
        for _ in range(3):
            await limiter.count(RATE, "ada")
        state = await limiter.count(RATE, "ada")
        assert state.exceeded
        assert 1 <= state.reset_seconds <= 60
        await pass_time(state.reset_seconds - 30)
        state = await limiter.count(RATE, "ada")
        assert state.exceeded
        assert state.reset_seconds <= 31
        await pass_time(state.reset_seconds)
        assert (await limiter.count(RATE, "ada")).remaining == 2

    async def test_of_many_at_once_none_is_overlooked(self, limiter: RateLimiter) -> None:
        states = await asyncio.gather(*(limiter.count(RATE, "ada") for _ in range(10)))
        assert sum(not state.exceeded for state in states) == 3

    async def test_a_key_may_be_any_text(self, limiter: RateLimiter) -> None:
        for key in ("", "a/b {c} *", "ä" * 1_000):
            assert (await limiter.count(RATE, key)).remaining == 2
