"""Claim the job that a message names, if it may run in this process now."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from application.concurrency.outages import Patience
from application.concurrency.tasks import uninterrupted
from application.jobs.isolation import Isolation, Stay
from application.ports.clock import Clock
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import Job, JobId, JobStatus, Lease

Result = TypeVar("Result")

# A job that cannot run alone because of direct requests is tried again after this time.
LATER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed job, and its stay in this process."""

    job: Job
    stay: Stay


@dataclass(frozen=True, slots=True)
class ClaimJob:
    """Claim a job while the context is open; it runs beside others, or alone.

    A job that cannot run now is put back into the queue: another job runs alone here, or this one
    has to run alone and a direct request prevents that.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    isolation: Isolation
    patience: Patience
    lease: Callable[[], Lease]

    @asynccontextmanager
    async def __call__(self, job_id: JobId) -> AsyncIterator[Claim | None]:
        """Yield the claim; None if another worker has the job, it has ended, or it was put back."""
        if self.isolation.is_closed:
            await self._outlast(partial(self._put_back, job_id))
            yield None
            return
        with self.isolation.beside_others() as stay:
            job = await self._claimed(job_id)
            if job is not None:
                yield Claim(job, stay)
                return
        if not await self._outlast(partial(self._must_run_alone, job_id)):
            yield None
            return
        async with self._alone(job_id) as claim:
            yield claim

    @asynccontextmanager
    async def _alone(self, job_id: JobId) -> AsyncIterator[Claim | None]:
        async with self.isolation.alone(job_id) as stay:
            if stay is not None:
                job = await self._claimed(job_id, alone=True)
                yield Claim(job, stay) if job else None
                return
        await self._outlast(partial(self._put_back, job_id))
        yield None

    async def _claimed(self, job_id: JobId, *, alone: bool = False) -> Job | None:
        async def claim() -> Job | None:
            async with self.unit_of_work() as uow:
                at = self.clock.now()
                job = await uow.jobs.claim(job_id, self.lease(), at=at, alone=alone)
                await uow.commit()
            return job

        return await self._outlast(lambda: uninterrupted(claim()))

    async def _must_run_alone(self, job_id: JobId) -> bool:
        with suppress(JobNotFoundError):
            async with self.unit_of_work() as uow:
                job = await uow.jobs.get(job_id)
            return job.status is JobStatus.QUEUED and job.suspected
        return False

    async def _put_back(self, job_id: JobId) -> None:
        """Write another message. A job that has waited enough may then run beside others."""
        delay = 0.0 if self.isolation.is_closed else LATER_SECONDS  # closed: it is not handed out
        with suppress(JobNotFoundError, StaleJobError):
            async with self.unit_of_work() as uow:
                job = await uow.jobs.get(job_id)
                if job.status is not JobStatus.QUEUED:
                    return
                if self.isolation.has_waited_enough(job_id):
                    await uow.jobs.replace(job, job.cleared())
                await uow.enqueue(JobMessage.of(job, delay_seconds=delay, returning=True))
                await uow.commit()

    async def _outlast(self, act: Callable[[], Awaitable[Result]]) -> Result:
        return await self.patience.outlast(act, self.clock)
