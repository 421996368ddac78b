"""Ended jobs, coded as JSON, in whichever cache there is."""

from typing import Final

from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from application.ports.cache import Cache
from application.ports.job_cache import JobCache, JobDetails
from domain.job import Job, JobId
from domain.user import UserId

_CODEC: Final = TypeAdapter(JobDetails)
_VERSION: Final = "v1"  # goes up when the shape of JobDetails changes: two versions may run at once
_FORGOTTEN: Final = b"-"
_FORGOTTEN_SECONDS: Final = 60.0  # longer than any reader takes from its query to `keep`


class CodedJobCache(JobCache):
    """Keeps ended jobs for `ttl_seconds`, if they are not larger than `largest_bytes`.

    Forgetting leaves a mark for a minute. `keep` only ever adds, so a reader who looked the job up
    just before it was deleted cannot put it back.
    """

    def __init__(self, cache: Cache, *, ttl_seconds: float, largest_bytes: int = 1_000_000) -> None:
        self._cache = cache
        self._ttl_seconds = ttl_seconds
        self._largest_bytes = largest_bytes

    @override
    async def find(self, job_id: JobId, owner: UserId) -> JobDetails | None:
        value = await self._cache.get(_key(job_id, owner))
        if value is None or value == _FORGOTTEN:
            return None
        try:
            return _CODEC.validate_json(value)
        except ValidationError:  # written by a version that knew other fields
            return None

    @override
    async def keep(self, details: JobDetails) -> None:
        value = _CODEC.dump_json(details)
        if len(value) <= self._largest_bytes:
            key = _key(details.job.id, details.job.owner)
            await self._cache.add(key, value, ttl_seconds=self._ttl_seconds)

    @override
    async def forget(self, job: Job) -> None:
        key = _key(job.id, job.owner)
        await self._cache.put(key, _FORGOTTEN, ttl_seconds=_FORGOTTEN_SECONDS)


def _key(job_id: JobId, owner: UserId) -> str:
    return f"job:{_VERSION}:{owner}:{job_id}"
