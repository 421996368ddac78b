"""A change by somebody else at the worst moment."""

from collections.abc import Awaitable, Callable

from application.ports.jobs import JobRepository
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.job import Job, JobId
from domain.user import UserId


class Interference:
    """Makes units of work in which something happens after a job was read, so many `times`."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        *,
        after_reading: Callable[[], Awaitable[None]],
        times: int = 1,
    ) -> None:
        self._units = units
        self._act = after_reading
        self._left = times

    def __call__(self) -> UnitOfWork:
        uow = self._units()
        self._spy_on(uow.jobs)
        return uow

    def _spy_on(self, jobs: JobRepository) -> None:
        get, owned = jobs.get, jobs.owned

        async def get_then(job_id: JobId) -> Job:
            return await self._then(await get(job_id))

        async def owned_then(job_id: JobId, owner: UserId) -> Job:
            return await self._then(await owned(job_id, owner))

        jobs.get, jobs.owned = get_then, owned_then  # type: ignore[method-assign]

    async def _then(self, job: Job) -> Job:
        if self._left:
            self._left -= 1
            await self._act()
        return job
