"""Events: what has happened to a job, published after the commit."""

from dataclasses import dataclass

from domain.job import Job
from domain.transcript import Gap, Segment


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something happened to a job; `job` is its state right after."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobSubmitted(JobEvent):
    """The job was accepted and waits."""


@dataclass(frozen=True, slots=True)
class RecordingBegun(JobEvent):
    """A live recording was begun; its sound is to come."""


@dataclass(frozen=True, slots=True)
class RecordingEnded(JobEvent):
    """A live recording has ended, and its job waits."""


@dataclass(frozen=True, slots=True)
class JobStarted(JobEvent):
    """A worker claimed the job."""


@dataclass(frozen=True, slots=True)
class JobPreparing(JobEvent):
    """The job's model is being downloaded or loaded, or has just become ready."""


@dataclass(frozen=True, slots=True)
class JobBegun(JobEvent):
    """More work was done before the first segments are final."""


@dataclass(frozen=True, slots=True)
class SegmentsTranscribed(JobEvent):
    """More segments are final."""

    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardLive(JobEvent):
    """More was heard live: final segments, or the words so far of the item that is being spoken."""

    segments: tuple[Segment, ...] = ()
    words: str | None = None


@dataclass(frozen=True, slots=True)
class VoicesHeard(JobEvent):
    """More of the recording was heard to tell its speakers apart, or that is done."""


@dataclass(frozen=True, slots=True)
class JobHandedBack(JobEvent):
    """The job's worker stopped, so the job waits again."""


@dataclass(frozen=True, slots=True)
class JobPostponed(JobEvent):
    """A temporary fault (`code`) stopped the job; it is tried again after this many seconds."""

    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class JobRetried(JobEvent):
    """A user asked for a retry."""


@dataclass(frozen=True, slots=True)
class JobCompleted(JobEvent):
    """The transcript is complete; `seconds` is the work time by the wall clock."""

    seconds: float


@dataclass(frozen=True, slots=True)
class JobReused(JobEvent):
    """The job was answered at once with the transcript of an earlier job."""


@dataclass(frozen=True, slots=True)
class JobFailed(JobEvent):
    """The job failed; it holds the reason."""


@dataclass(frozen=True, slots=True)
class JobCancelled(JobEvent):
    """The job's owner cancelled it."""


@dataclass(frozen=True, slots=True)
class SpeakersEdited(JobEvent):
    """Its owner named or merged speakers, gave a segment to another, or withdrew such an edit."""


@dataclass(frozen=True, slots=True)
class JobDeleted(JobEvent):
    """The job was deleted, with its audio and transcript."""
