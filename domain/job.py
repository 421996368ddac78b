"""A job: one recording on its way to a transcript."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from domain.errors import IllegalTransitionError
from domain.options import ModelName, TranscriptionOptions
from domain.reuse import result_fingerprint
from domain.spoken_languages import SpokenLanguage
from domain.stages import Stage, StageState, current_stage
from domain.transcript import DetectedLanguage
from domain.user import UserId

JobId = NewType("JobId", UUID)
BlobKey = NewType("BlobKey", str)
WorkerName = NewType("WorkerName", str)


class JobStatus(StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """No worker will touch it again unless somebody asks for a retry."""
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of status that is allowed, named as a person would: 'the job was `name`'."""

    name: str
    sources: frozenset[JobStatus]
    target: JobStatus


CLAIM: Final = Transition("started", frozenset({JobStatus.QUEUED}), JobStatus.PROCESSING)
HAND_BACK: Final = Transition("handed back", frozenset({JobStatus.PROCESSING}), JobStatus.QUEUED)
COMPLETE: Final = Transition("completed", frozenset({JobStatus.PROCESSING}), JobStatus.COMPLETED)
FAIL: Final = Transition("failed", frozenset({JobStatus.PROCESSING}), JobStatus.FAILED)
CANCEL: Final = Transition(
    "cancelled", frozenset({JobStatus.QUEUED, JobStatus.PROCESSING}), JobStatus.CANCELLED
)
REUSE: Final = Transition("answered", frozenset({JobStatus.QUEUED}), JobStatus.COMPLETED)
RETRY: Final = Transition(
    "retried", frozenset({JobStatus.FAILED, JobStatus.CANCELLED}), JobStatus.QUEUED
)


@dataclass(frozen=True, slots=True)
class Recording:
    """The uploaded audio: where it lies and what is known of it.

    `duration_seconds` is what the container claims until the audio has been decoded to its end.
    """

    key: BlobKey
    filename: str
    size_bytes: int
    sha256: str
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Who works on the job, and until when that is believed without a sign of life."""

    worker: WorkerName
    until: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: a stable code, and words for the person who reads it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something the reader should know about a transcript, though the job went well."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Job:
    """One recording on its way to a transcript; changes only by the named transitions below.

    `attempt` counts claims and never goes back: it is the fencing token, so whatever an earlier
    attempt still writes is refused. `attempts_forgiven` are those that are not charged to the job:
    those before the last retry by hand, those that ended in good order, and those whose process
    died while it may have run other jobs, too.
    `crashes` counts the processes that died while they ran it. `suspected` says that it may be why
    the last one died: it runs alone in its process until it is cleared, so that another death is
    known to be its own.
    `model_revision` names the files that made the transcript; `reused_from` is whose it was before.
    `preparing` is how much of its model is there, from 0 to 1, while that is waited for.
    `webhook_url` is where its owner wants to hear of its end. `languages` are all that are spoken
    in the transcript, the longest first; they are known once it is whole.
    """

    id: JobId
    owner: UserId
    recording: Recording
    model: ModelName
    options: TranscriptionOptions
    created_at: datetime
    status: JobStatus = JobStatus.QUEUED
    attempt: int = 0
    attempts_forgiven: int = 0
    crashes: int = 0
    suspected: bool = False
    lease: Lease | None = None
    progress: float = 0.0
    detected: DetectedLanguage | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    failure: Failure | None = None
    caveats: tuple[Caveat, ...] = ()
    model_revision: str | None = None
    reused_from: JobId | None = None
    webhook_url: str | None = None
    languages: tuple[SpokenLanguage, ...] = ()
    preparing: float | None = None

    @property
    def stages(self) -> tuple[StageState, ...]:
        """All stages that its order asks for, in order; it is completed when all are done."""
        return (
            StageState(Stage.PREPARING, 1.0 if self.preparing is None else self.preparing),
            StageState(Stage.TRANSCRIBING, self.progress),
        )

    @property
    def stage(self) -> Stage | None:
        """What is done for it now; None unless it is processed."""
        return self._now.stage if self.status is JobStatus.PROCESSING else None

    @property
    def stage_progress(self) -> float | None:
        """How far that is, from 0 to 1."""
        return self._now.progress if self.status is JobStatus.PROCESSING else None

    @property
    def _now(self) -> StageState:
        # A model that is downloaded to its last byte still has to be read into memory.
        return current_stage(self.stages) if self.preparing is None else self.stages[0]

    @property
    def attempts_spent(self) -> int:
        """How many claims are charged to it, the running one included."""
        return self.attempt - self.attempts_forgiven

    @property
    def has_transcript(self) -> bool:
        """The transcript is whole and can be read."""
        return self.status is JobStatus.COMPLETED

    @property
    def result_fingerprint(self) -> str | None:
        """What its transcript can be found by; None where that is not known, or there is none."""
        if not self.has_transcript or self.model_revision is None:
            return None
        return result_fingerprint(
            self.recording.sha256, self.model, self.model_revision, self.options
        )

    def claimed(self, lease: Lease, *, at: datetime) -> "Job":
        """Give it to a worker, as its next attempt."""
        job = self._take(CLAIM)
        return replace(job, lease=lease, attempt=self.attempt + 1, started_at=self.started_at or at)

    def cleared(self) -> "Job":
        """Let it run beside others again: it has shown that it does not kill its process."""
        return replace(self, suspected=False)

    def prepared(self, share: float | None) -> "Job":
        """Note how much of its model is there; None once that is ready."""
        return replace(self, preparing=share)

    def advanced(self, *, progress: float, detected: DetectedLanguage | None) -> "Job":
        """Note how far the transcription is; progress never runs backwards."""
        return replace(
            self,
            progress=min(1.0, max(self.progress, progress)),
            detected=detected or self.detected,
        )

    def completed(
        self,
        *,
        at: datetime,
        duration_seconds: float,
        caveats: tuple[Caveat, ...] = (),
        model_revision: str | None = None,
        languages: tuple[SpokenLanguage, ...] = (),
    ) -> "Job":
        """All of it has been transcribed; the length is now known exactly."""
        return replace(
            self._take(COMPLETE),
            lease=None,
            suspected=False,
            progress=1.0,
            completed_at=at,
            caveats=caveats,
            model_revision=model_revision,
            languages=languages,
            recording=replace(self.recording, duration_seconds=duration_seconds),
        )

    def reusing(self, original: "Job", *, at: datetime) -> "Job":
        """Answer it at once with what the same recording gave before."""
        return replace(
            self._take(REUSE),
            progress=1.0,
            detected=original.detected,
            started_at=at,
            completed_at=at,
            caveats=original.caveats,
            languages=original.languages,
            model_revision=original.model_revision,
            reused_from=original.id,
            recording=replace(self.recording, duration_seconds=original.recording.duration_seconds),
        )

    def failed(self, failure: Failure, *, at: datetime, forgiven: bool = False) -> "Job":
        """Give up, since it will not get better by itself.

        `forgiven` says that this attempt was never begun, so it is not charged.
        """
        return replace(
            self._take(FAIL),
            lease=None,
            failure=failure,
            completed_at=at,
            attempts_forgiven=self.attempts_forgiven + forgiven,
        )

    def handed_back(self, *, forgiven: bool = False) -> "Job":
        """Its worker stops: somebody else may claim it.

        An attempt that ended in good order is `forgiven`: it says nothing against the job.
        """
        return replace(
            self._take(HAND_BACK),
            lease=None,
            attempts_forgiven=self.attempts_forgiven + forgiven,
        )

    def lost(self) -> "Job":
        """Its process died. That is charged to the job only where it ran alone there.

        Any job of that process may have been the reason, so each has to run alone next.
        """
        return replace(
            self.handed_back(forgiven=not self.suspected), suspected=True, crashes=self.crashes + 1
        )

    def killed_its_process(self, failure: Failure, *, at: datetime) -> "Job":
        """Its process died again while the job ran alone, so it is not tried again."""
        return replace(self.failed(failure, at=at), crashes=self.crashes + 1)

    def cancelled(self, *, at: datetime) -> "Job":
        """Nobody wants it any more; its worker finds itself fenced off."""
        return replace(self._take(CANCEL), lease=None, completed_at=at)

    def retried(self) -> "Job":
        """Somebody asks for another go; finished passages are kept, attempts start afresh.

        One that is suspected stays so, and runs alone at once.
        """
        return replace(
            self._take(RETRY),
            attempts_forgiven=self.attempt,
            failure=None,
            completed_at=None,
        )

    def _take(self, transition: Transition) -> "Job":
        if self.status not in transition.sources:
            raise IllegalTransitionError(self.status, transition.name)
        return replace(self, status=transition.target, preparing=None)
