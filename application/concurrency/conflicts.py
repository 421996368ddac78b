"""Retry a change when another transaction was faster (retry on conflict)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

from domain.errors.jobs import StaleJobError

Result = TypeVar("Result")

TRIES: Final = 10


async def retry_on_conflict(change: Callable[[], Awaitable[Result]]) -> Result:
    """Run `change` again when another transaction was faster; raise StaleJobError after ten tries.

    Used for what a user asks of a job: a worker that claims the job at that moment must not make
    the request fail.
    """
    for _ in range(TRIES - 1):
        with suppress(StaleJobError):
            return await change()
    return await change()
