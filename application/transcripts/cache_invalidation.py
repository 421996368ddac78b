"""Remove a job from the cache before and after its change is committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from application.ports.job_cache import JobCache
from domain.job import Job


@asynccontextmanager
async def forgotten(cache: JobCache, job: Job) -> AsyncIterator[None]:
    """Forget the job before a commit and after it, whatever comes of that.

    Before, since the process may die right behind the commit. After, also where no answer came: a
    commit that is not answered may have been kept. Forgetting for nothing costs one look.
    """
    await cache.forget(job)
    try:
        yield
    finally:
        await cache.forget(job)
