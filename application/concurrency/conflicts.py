"""Retry a change when another transaction was faster (retry on conflict)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

from domain.errors import StaleJobError

Result = TypeVar("Result")

TRIES: Final = 10


async def retry_on_conflict(change: Callable[[], Awaitable[Result]]) -> Result:
    """Read and decide anew when somebody else was quicker; raise StaleJobError after ten times.

    For what a person asks of a job: that a worker has claimed it meanwhile is no reason to refuse.
    """
    for _ in range(TRIES - 1):
        with suppress(StaleJobError):
            return await change()
    return await change()
