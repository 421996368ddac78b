"""List a user's jobs, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.forecasts.eta import estimate_eta
from application.forecasts.model_speed import ModelSpeed
from application.ports.jobs import JobQuery
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.layered import texts
from application.transcripts.speakers import shown_speakers
from domain.job import Job, JobId, JobStatus
from domain.job_details import JobDetails


@dataclass(frozen=True, slots=True)
class JobListing:
    """One page of an owner's jobs, newest first, and how many there are in all."""

    jobs: tuple[JobDetails, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListJobs:
    """List an owner's jobs, with their transcripts unless those are not wanted.

    Running jobs have an estimate of the seconds until they end. Waiting jobs have none here: theirs
    takes a query for each.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    speed: ModelSpeed

    async def __call__(self, query: JobQuery, *, transcripts: bool = True) -> JobListing:
        """Never fails for want of jobs: an owner without any gets an empty list."""
        async with self.unit_of_work() as uow:
            page = await uow.jobs.page(query)
            wanted = {job.id: job for job in page.jobs if transcripts and job.has_transcript}
            words = await texts(uow, wanted.values())
            speakers = await shown_speakers(uow, page.jobs)
            etas = await self._etas(uow, page.jobs)
        known = await self.queue.statuses([job.id for job in page.jobs])
        details = [
            JobDetails(
                job=job,
                text=words.get(job.id, "") if job.id in wanted else None,
                queue_status=known.get(job.id),
                eta_seconds=etas.get(job.id),
                speakers=speakers[job.id],
            )
            for job in page.jobs
        ]
        return JobListing(jobs=tuple(details), total=page.total)

    async def _etas(self, uow: UnitOfWork, jobs: Sequence[Job]) -> dict[JobId, float | None]:
        running = [job for job in jobs if job.status is JobStatus.PROCESSING]
        return {
            job.id: await estimate_eta(uow.jobs, job, concurrency=1, speed=self.speed)
            for job in running
        }
