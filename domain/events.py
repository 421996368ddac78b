"""Events: what has happened to a job, published after the commit."""

from dataclasses import dataclass

from domain.job import Job
from domain.transcript import Gap, Segment


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something happened to this job; `job` is as it was right after."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobSubmitted(JobEvent):
    """It was accepted and waits."""


@dataclass(frozen=True, slots=True)
class JobStarted(JobEvent):
    """A worker claimed it."""


@dataclass(frozen=True, slots=True)
class JobPreparing(JobEvent):
    """Its model is downloaded or read into memory, or has just become ready."""


@dataclass(frozen=True, slots=True)
class SegmentsTranscribed(JobEvent):
    """More of it is final."""

    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class JobHandedBack(JobEvent):
    """Its worker stopped; it waits again."""


@dataclass(frozen=True, slots=True)
class JobPostponed(JobEvent):
    """What let it down (`code`) may pass: it waits again, and is tried after so many seconds."""

    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class JobRetried(JobEvent):
    """Somebody asked for another go."""


@dataclass(frozen=True, slots=True)
class JobCompleted(JobEvent):
    """The transcript is there; `seconds` of work it took, by the wall clock."""

    seconds: float


@dataclass(frozen=True, slots=True)
class JobReused(JobEvent):
    """It was answered at once, with the transcript of an earlier job."""


@dataclass(frozen=True, slots=True)
class JobFailed(JobEvent):
    """It failed, and says why."""


@dataclass(frozen=True, slots=True)
class JobCancelled(JobEvent):
    """Its owner stopped it."""


@dataclass(frozen=True, slots=True)
class JobDeleted(JobEvent):
    """It is gone, audio and transcript with it."""
