"""A job with what surrounds it, as it is shown to its owner."""

from dataclasses import dataclass
from enum import StrEnum

from domain.job import Job


class QueueStatus(StrEnum):
    """What the queue knows of a job's message."""

    PENDING = "pending"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job with its text, the status of its message, and the seconds until it will be done."""

    job: Job
    text: str | None = None
    queue_status: QueueStatus | None = None
    eta_seconds: float | None = None
