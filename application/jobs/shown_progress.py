"""Compute the progress that is shown, also before the first passage is stored."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.job import Job, JobStatus
from domain.stages import Stage

# A first passage reaches further than this, unless the whole recording is hardly longer.
_FIRST_AUDIO_SECONDS: Final = 5.0
_HALF_AFTER_SECONDS: Final = 10.0
_OPEN: Final = frozenset({JobStatus.QUEUED, JobStatus.PROCESSING})


def with_shown_progress(job: Job, now: datetime) -> Job:
    """Give the job with the progress that is shown, from 0 to 1.

    The stored progress grows with each passage, and the first one may take a while. So a job that
    has started shows a small progress that grows with time, but stays below what the first passage
    will bring, so that it never goes backwards. Nothing is added if the length of the recording is
    not known, or while the model is prepared.
    """
    duration = job.recording.duration_seconds
    if job.status not in _OPEN or job.started_at is None or not duration:
        return job
    if job.stage is Stage.PREPARING:
        return job
    most = min(0.5, _FIRST_AUDIO_SECONDS / duration)
    waited = max(0.0, (now - job.started_at).total_seconds())
    share = 1 - 0.5 / (1 + waited / _HALF_AFTER_SECONDS)
    return replace(job, progress=max(job.progress, most * share))
