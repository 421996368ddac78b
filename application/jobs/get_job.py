"""Show one job with its text, its queue status and its ETA."""

from dataclasses import dataclass
from typing import Final

from application.forecasts.eta import estimate_eta
from application.forecasts.model_speed import ModelSpeed
from application.ports.job_cache import JobCache
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.layered import lines, texts
from application.transcripts.speakers import shown_speakers
from domain.job import Job, JobId
from domain.job_details import JobDetails, QueueStatus
from domain.user import User

# A handler ends a moment after its job; the cache must not keep that moment for minutes.
PASSING: Final = frozenset({QueueStatus.PENDING, QueueStatus.RUNNING})


@dataclass(frozen=True, slots=True)
class GetJob:
    """Return one of the caller's jobs, with its text and the seconds until it is done."""

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    cache: JobCache
    speed: ModelSpeed
    concurrency: int

    async def __call__(self, job_id: JobId, *, caller: User) -> JobDetails:
        """Raise JobNotFoundError."""
        known = await self.cache.find(job_id, caller.id)
        if known is not None:
            return known
        details = await self._look_up(job_id, caller)
        if details.job.status.ended and details.queue_status not in PASSING:
            await self.cache.keep(details)
        return details

    async def _text(self, uow: UnitOfWork, job: Job) -> str | None:
        if job.has_draft:
            return "".join([line.segment.text async for line in lines(uow, job)]).strip()
        return (await texts(uow, [job])).get(job.id, "") if job.has_transcript else None

    async def _look_up(self, job_id: JobId, caller: User) -> JobDetails:
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            text = await self._text(uow, job)
            speakers = await shown_speakers(uow, [job])
            eta = await estimate_eta(uow.jobs, job, concurrency=self.concurrency, speed=self.speed)
        return JobDetails(
            job=job,
            text=text,
            queue_status=await self.queue.status(job.id),
            eta_seconds=eta,
            speakers=speakers[job.id],
        )
