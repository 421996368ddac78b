"""A job with what surrounds it, as it is shown to its owner."""

from dataclasses import dataclass
from enum import StrEnum

from domain.job import Job
from domain.speaker_edits import ShownSpeaker


class QueueStatus(StrEnum):
    """The state of a job's message in the queue."""

    PENDING = "pending"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job with its text, the state of its message, and the estimated seconds until it ends.

    `speakers` are those of a completed job, with the names that users gave them.
    """

    job: Job
    text: str | None = None
    queue_status: QueueStatus | None = None
    eta_seconds: float | None = None
    speakers: tuple[ShownSpeaker, ...] = ()
