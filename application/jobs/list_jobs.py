"""List a user's jobs, page by page."""

from dataclasses import dataclass

from application.jobs.shown_progress import with_shown_progress
from application.ports.clock import Clock
from application.ports.jobs import JobQuery
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.layered import texts
from application.transcripts.speakers import shown_speakers
from domain.job_details import JobDetails


@dataclass(frozen=True, slots=True)
class JobListing:
    """One page of an owner's jobs, newest first, and how many there are in all."""

    jobs: tuple[JobDetails, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListJobs:
    """List an owner's jobs, with their transcripts unless those are not wanted."""

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    clock: Clock

    async def __call__(self, query: JobQuery, *, transcripts: bool = True) -> JobListing:
        """Never fails for want of jobs: an owner without any gets an empty list."""
        async with self.unit_of_work() as uow:
            page = await uow.jobs.page(query)
            wanted = {job.id: job for job in page.jobs if transcripts and job.has_transcript}
            words = await texts(uow, wanted.values())
            speakers = await shown_speakers(uow, page.jobs)
        known = await self.queue.statuses([job.id for job in page.jobs])
        details = [
            JobDetails(
                job=with_shown_progress(job, self.clock.now()),
                text=words.get(job.id, "") if job.id in wanted else None,
                queue_status=known.get(job.id),
                speakers=speakers[job.id],
            )
            for job in page.jobs
        ]
        return JobListing(jobs=tuple(details), total=page.total)
