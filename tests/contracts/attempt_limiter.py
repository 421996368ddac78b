"""What every AttemptLimiter promises."""

import pytest

from application.ports.attempts import AttemptLimiter, AttemptPolicy
from domain.errors.accounts import TooManyAttemptsError
from tests.memory.clock import MemoryClock

POLICY = AttemptPolicy(free=3, first_wait=1.0, longest_wait=8.0, memory=60.0)
KEY = "user:ada"


async def fail(limiter: AttemptLimiter, times: int, *keys: str) -> None:
    for _ in range(times):
        await limiter.failed(*(keys or (KEY,)))


async def wait_of(limiter: AttemptLimiter, *keys: str) -> int:
    """Give the seconds to wait, 0 for none."""
    try:
        await limiter.ensure_allowed(*(keys or (KEY,)))
    except TooManyAttemptsError as error:
        return error.retry_after_seconds
    return 0


class AttemptLimiterContract:
    async def test_nobody_is_slowed_down_at_first(self, limiter: AttemptLimiter) -> None:
        assert await wait_of(limiter) == 0
        assert await wait_of(limiter, KEY, "address:10.0.0.1") == 0

    async def test_a_few_failures_are_free(self, limiter: AttemptLimiter) -> None:
        await fail(limiter, 3)
        assert await wait_of(limiter) == 0

    @pytest.mark.parametrize(("failures", "seconds"), [(4, 1), (5, 2), (6, 4), (7, 8), (8, 8)])
    async def test_then_each_failure_doubles_the_wait_up_to_a_bound(
        self, limiter: AttemptLimiter, failures: int, seconds: int
    ) -> None:
        await fail(limiter, failures)
        assert await wait_of(limiter) == seconds

    async def test_the_wait_runs_out(self, limiter: AttemptLimiter, clock: MemoryClock) -> None:
        await fail(limiter, 5)
        await clock.advance(0.5)
        assert await wait_of(limiter) == 2
        await clock.advance(1.0)
        assert await wait_of(limiter) == 1
        await clock.advance(0.5)
        assert await wait_of(limiter) == 0

    async def test_a_wait_that_ran_out_is_longer_after_the_next_failure(
        self, limiter: AttemptLimiter, clock: MemoryClock
    ) -> None:
        await fail(limiter, 4)
        await clock.advance(2)
        await fail(limiter, 1)
        assert await wait_of(limiter) == 2

    async def test_a_success_clears_its_keys_and_no_others(self, limiter: AttemptLimiter) -> None:
        await fail(limiter, 9, KEY, "address:10.0.0.1")
        await limiter.succeeded(KEY)
        assert await wait_of(limiter) == 0
        assert await wait_of(limiter, "address:10.0.0.1") == 8
        await fail(limiter, 3)
        assert await wait_of(limiter) == 0

    async def test_any_of_the_keys_slows_down(self, limiter: AttemptLimiter) -> None:
        await fail(limiter, 4, "address:10.0.0.1")
        await fail(limiter, 6, KEY)
        assert await wait_of(limiter, KEY, "address:10.0.0.1", "user:grace") == 4

    async def test_failures_are_forgotten_after_a_while(
        self, limiter: AttemptLimiter, clock: MemoryClock
    ) -> None:
        await fail(limiter, 9)
        await clock.advance(60)
        assert await wait_of(limiter) == 0
        await fail(limiter, 3)
        assert await wait_of(limiter) == 0

    @pytest.mark.parametrize("failures", [1, 9])
    async def test_a_clock_that_is_put_back_locks_nobody_out(
        self, limiter: AttemptLimiter, clock: MemoryClock, failures: int
    ) -> None:
        await fail(limiter, failures)
        await clock.advance(-3600)
        assert await wait_of(limiter) == 0
        await fail(limiter, 3)
        assert await wait_of(limiter) == 0

    async def test_two_clocks_that_differ_a_little_do_not_end_a_wait(
        self, limiter: AttemptLimiter, clock: MemoryClock
    ) -> None:
        await fail(limiter, 9)
        await clock.advance(-0.5)
        assert await wait_of(limiter) == 8

    @pytest.mark.parametrize("name", ["", "\ud800", "a b\n\x00", "é" * 10_000])
    async def test_any_name_can_be_counted(self, limiter: AttemptLimiter, name: str) -> None:
        await fail(limiter, 4, name)
        assert await wait_of(limiter, name) == 1
        await limiter.succeeded(name)
        assert await wait_of(limiter, name) == 0
