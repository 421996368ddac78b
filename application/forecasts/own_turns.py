"""Estimate when a user who is at a limit may submit the next job."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from application.forecasts.eta import estimate_eta
from application.ports.jobs import Backlog, JobQuery, JobRepository
from domain.job import Job, JobId, JobStatus
from domain.user import UserId

LOOKED_AT: Final = 100  # jobs of the owner's; the estimate is a rough one anyway


async def until_one_ends(
    jobs: JobRepository, owner: UserId, *, newcomer: Job | None = None
) -> float | None:
    """Estimate the seconds until the first of the owner's jobs ends; None where nothing is known.

    `newcomer` is the job that has to wait, so it does not count as one that is ahead.
    """
    running = await _own(jobs, owner, JobStatus.PROCESSING, newcomer)
    found = [await estimate_eta(jobs, job, concurrency=1) for job in running]
    if not running:
        found = [
            await _until(jobs, job, newcomer, and_then=job.asked_seconds)
            for job in (await _line(jobs, owner, newcomer))[:1]
        ]
    return min((seconds for seconds in found if seconds is not None), default=None)


async def until_begun(
    jobs: JobRepository, owner: UserId, audio_seconds: float, *, newcomer: Job | None = None
) -> float | None:
    """Estimate the seconds until queued jobs of the owner with so much audio have started."""
    for job in await _line(jobs, owner, newcomer):
        audio_seconds -= job.asked_seconds or 0.0
        if audio_seconds <= 0:
            return await _until(jobs, job, newcomer, and_then=0.0)
    return None


async def _until(
    jobs: JobRepository, job: Job, newcomer: Job | None, *, and_then: float | None
) -> float | None:
    """Estimate the seconds until a queued job has done `and_then` seconds of its audio."""
    factor = await jobs.real_time_factor(job.model)
    if factor is None or and_then is None:
        return None
    ahead = await jobs.audio_seconds_ahead(job)
    if newcomer is not None and _turn(newcomer) < _turn(job):
        ahead -= newcomer.asked_seconds or 0.0
    return factor * (and_then + ahead / workers(await jobs.backlog()))


def workers(backlog: Backlog) -> int:
    """Count the workers: while a job is queued, each of them is busy with one."""
    return max(1, backlog.jobs[JobStatus.PROCESSING])


async def _line(jobs: JobRepository, owner: UserId, newcomer: Job | None) -> Sequence[Job]:
    """List the owner's queued jobs, in the order in which they will start."""
    return sorted(await _own(jobs, owner, JobStatus.QUEUED, newcomer), key=_turn)


async def _own(
    jobs: JobRepository, owner: UserId, status: JobStatus, newcomer: Job | None
) -> Sequence[Job]:
    """List the owner's oldest jobs of a status."""
    total = (await jobs.page(JobQuery(owner, limit=1, status=status))).total
    oldest = JobQuery(owner, skip=max(0, total - LOOKED_AT), limit=LOOKED_AT, status=status)
    found = (await jobs.page(oldest)).jobs
    return [job for job in found if newcomer is None or job.id != newcomer.id]


def _turn(job: Job) -> tuple[int, datetime, JobId]:
    return job.options.priority.rank, job.created_at, job.id
