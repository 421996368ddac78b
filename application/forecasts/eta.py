"""Estimate how many seconds remain until a job is done."""

from application.forecasts.model_speed import ModelSpeed
from application.ports.jobs import JobRepository
from domain.job import Job, JobStatus


async def estimate_eta(
    jobs: JobRepository, job: Job, *, concurrency: int, speed: ModelSpeed | None = None
) -> float | None:
    """Estimate the seconds until the job ends; None where nothing has been measured yet.

    The model's measured real-time factor (work seconds per audio second) times the audio that is
    still to be done: the parts that the job asks for and, while it waits, its share of what goes
    before it, since `concurrency` jobs run side by side. With `speed` the factor may be some
    seconds old.
    """
    own = job.asked_seconds
    if job.status.ended or own is None:
        return None
    factor = await (speed(jobs, job.model) if speed else jobs.real_time_factor(job.model))
    if factor is None:
        return None
    waits = job.status is JobStatus.QUEUED
    ahead = await jobs.audio_seconds_ahead(job) if waits else 0.0
    return factor * (own * (1 - job.overall_progress) + ahead / concurrency)
