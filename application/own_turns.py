"""When will an owner who has enough here be able to hand in more?"""

from collections.abc import Sequence
from typing import Final

from application.eta import estimate_eta
from application.ports.jobs import JobQuery, JobRepository
from domain.job import Job, JobId, JobStatus
from domain.user import UserId

LOOKED_AT: Final = 100  # jobs of the owner's; the estimate is a rough one anyway


async def until_one_ends(
    jobs: JobRepository, owner: UserId, *, but: JobId | None = None
) -> float | None:
    """Estimate the seconds until the first of the owner's jobs ends; None where nothing is known.

    `but` is left out: the job that is asked to wait.
    """
    running = await _own(jobs, owner, JobStatus.PROCESSING, but)
    first = running or (await _own_line(jobs, owner, but))[:1]
    side_by_side = await workers(jobs)
    found = [await estimate_eta(jobs, job, concurrency=side_by_side) for job in first]
    return min((seconds for seconds in found if seconds is not None), default=None)


async def until_begun(
    jobs: JobRepository, owner: UserId, audio_seconds: float, *, but: JobId | None = None
) -> float | None:
    """Estimate the seconds until so much of what the owner has waiting waits no longer."""
    for job in await _own_line(jobs, owner, but):
        audio_seconds -= job.recording.duration_seconds or 0.0
        if audio_seconds <= 0:
            factor = await jobs.real_time_factor(job.model)
            ahead = await jobs.audio_seconds_ahead(job)
            return None if factor is None else factor * ahead / await workers(jobs)
    return None


async def workers(jobs: JobRepository) -> int:
    """Count who works side by side: while anybody waits, every worker is busy."""
    return max(1, (await jobs.backlog()).jobs[JobStatus.PROCESSING])


async def _own_line(jobs: JobRepository, owner: UserId, but: JobId | None) -> Sequence[Job]:
    """List what the owner has waiting, in the order of its turns."""
    waiting = await _own(jobs, owner, JobStatus.QUEUED, but)
    return sorted(waiting, key=lambda job: (job.options.priority.rank, job.created_at, job.id))


async def _own(
    jobs: JobRepository, owner: UserId, status: JobStatus, but: JobId | None
) -> Sequence[Job]:
    """List the owner's oldest jobs of a status."""
    total = (await jobs.page(JobQuery(owner, limit=1, status=status))).total
    oldest = JobQuery(owner, skip=max(0, total - LOOKED_AT), limit=LOOKED_AT, status=status)
    return [job for job in (await jobs.page(oldest)).jobs if job.id != but]
