"""Remove a job from the cache before and after its change is committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from application.ports.job_cache import JobCache
from domain.job import Job


@asynccontextmanager
async def forgotten(cache: JobCache, job: Job) -> AsyncIterator[None]:
    """Remove the job from the cache before a commit and after it, even if the commit fails.

    Before it, since the process may die right after the commit. After it even without an answer,
    since the commit may have succeeded. Removing too often only costs one more query.
    """
    await cache.forget(job)
    try:
        yield
    finally:
        await cache.forget(job)
