"""Cache ended jobs as JSON in any Cache."""

from collections import OrderedDict
from typing import Final

from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from application.ports.cache import Cache
from application.ports.job_cache import JobCache
from domain.errors.kinds import InvalidRequestError
from domain.job import Job, JobId
from domain.job_details import JobDetails
from domain.user import UserId

_CODEC: Final = TypeAdapter(JobDetails)
_VERSION: Final = "v6"  # increase if JobDetails changes, as two versions may run at once
_FORGOTTEN: Final = b"-"
_FORGOTTEN_SECONDS: Final = 60.0  # longer than any reader takes from its query to `keep`


class CodedJobCache(JobCache):
    """Caches ended jobs for `ttl_seconds`, if they are not larger than `largest_bytes`.

    `forget` leaves a mark for a minute. `keep` only ever adds, so a reader that read the job just
    before it was deleted cannot put it back. If the cache is away at that moment, at least this
    process remembers which jobs it has forgotten.
    """

    FORGOTTEN_REMEMBERED: Final = 10_000  # keys; about 2 MB

    def __init__(self, cache: Cache, *, ttl_seconds: float, largest_bytes: int = 1_000_000) -> None:
        self._cache = cache
        self._ttl_seconds = ttl_seconds
        self._largest_bytes = largest_bytes
        self._forgotten: OrderedDict[str, None] = OrderedDict()

    @override
    async def find(self, job_id: JobId, owner: UserId) -> JobDetails | None:
        key = _key(job_id, owner)
        value = None if key in self._forgotten else await self._cache.get(key)
        if value is None or value == _FORGOTTEN:
            return None
        try:
            return _CODEC.validate_json(value)
        except (ValidationError, InvalidRequestError):  # of a version with other fields
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
        self._forgotten[key] = None
        if len(self._forgotten) > self.FORGOTTEN_REMEMBERED:
            self._forgotten.popitem(last=False)
        await self._cache.put(key, _FORGOTTEN, ttl_seconds=_FORGOTTEN_SECONDS)


def _key(job_id: JobId, owner: UserId) -> str:
    return f"job:{_VERSION}:{owner}:{job_id}"
