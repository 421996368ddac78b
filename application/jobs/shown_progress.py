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

    What is stored moves only with passages, and the first may take a while. So a job that was
    begun shows a little more than nothing, which grows with time towards less than the first
    passage will bring: it never goes backwards. Where the length is not known, nothing is shown;
    nor is it while the model is prepared, since nothing of the recording is transcribed then.
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
