"""A job: one recording on its way to a transcript."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from domain.errors.jobs import IllegalTransitionError
from domain.errors.live import NothingRecordedError, RecordingEndedError
from domain.labels import UNLABELLED, Labels
from domain.options import ModelName, Task, TranscriptionOptions
from domain.reuse import result_fingerprint
from domain.speakers import Speaker
from domain.spoken_languages import SpokenLanguage
from domain.stages import Stage, StageState, current_stage, overall_progress
from domain.transcript import DetectedLanguage
from domain.user import UserId

JobId = NewType("JobId", UUID)
BlobKey = NewType("BlobKey", str)
WorkerName = NewType("WorkerName", str)


class Live(StrEnum):
    """Where a job stands whose recording comes from a live session.

    It takes sound; its sound is being made a recording; or it has its recording.
    """

    RECORDING = "recording"
    ENDING = "ending"
    RECORDED = "recorded"


class JobStatus(StrEnum):
    """The status of a job."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether no worker will touch the job again, unless a user asks for a retry."""
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class Transition:
    """An allowed change of status; `name` completes the sentence 'the job was `name`'."""

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
END_RECORDING: Final = Transition("ended", frozenset({JobStatus.PROCESSING}), JobStatus.QUEUED)
RETRY: Final = Transition(
    "retried", frozenset({JobStatus.FAILED, JobStatus.CANCELLED}), JobStatus.QUEUED
)


@dataclass(frozen=True, slots=True)
class Recording:
    """The uploaded audio: its key and what is known of it.

    `duration_seconds` is the container's claim until the audio has been decoded to its end.
    """

    key: BlobKey
    filename: str
    size_bytes: int
    sha256: str
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The worker that has the job, and until when the lease is valid without a renewal."""

    worker: WorkerName
    until: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: a stable code and a message for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something the reader should know about the transcript of a completed job."""

    code: str
    message: str


SPEAKERS_UNAVAILABLE: Final = "speakers_unavailable"
"""The code of the caveat that speakers were asked for, and could not be told apart."""


@dataclass(frozen=True, slots=True)
class Job:
    """A recording that is to be transcribed; it changes only by the named transitions below.

    `attempt` counts claims and never goes back: it is the fencing token, so late writes of an
    earlier attempt are refused. `attempts_forgiven` are the attempts that are not charged to the
    job: those before the last manual retry, those that ended cleanly, and those whose process died
    while it may have run other jobs, too.

    `crashes` counts the processes that died while they ran the job. `suspected` means that the job
    may have killed the last one: it then runs alone in its process until it is cleared, so that
    another death can only be its own.

    `model_revision` names the model files that made the transcript and told its speakers apart;
    `reused_from` is the job it was copied from. `preparing` is the share of its model that is
    ready, from 0 to 1, while the job waits for it. `webhook_url` is told when the job ends.
    `languages` are all languages of the transcript, the longest first; they are known once it is
    complete.

    `listened` is the share of the recording, from 0 to 1, whose voices have been heard, None before
    the first; it is 1 once the speakers are told apart. `speakers` are those that were found, in
    the order of their first words; they are known once the job is complete.

    `labels` are the user's, who may change them at any time.

    `live` is set if its recording comes from a live session. While that goes on, the job is in
    processing, although no worker has it: its lease is that of the connection that sends the sound,
    and each connection is an attempt, so that an earlier one cannot write any more.
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
    listened: float | None = None
    speakers: tuple[Speaker, ...] = ()
    labels: Labels = UNLABELLED
    live: Live | None = None

    @property
    def is_live(self) -> bool:
        """Whether its sound still comes, or is being made a recording."""
        return self.status is JobStatus.PROCESSING and self.live in {Live.RECORDING, Live.ENDING}

    @property
    def title(self) -> str:
        """What the user calls it, or else the file name."""
        return self.labels.title or self.recording.filename

    @property
    def listens_to_voices(self) -> bool:
        """Whether its speakers are told apart by their voices, and not by their channels."""
        return self.options.listens_to_voices

    @property
    def stages(self) -> tuple[StageState, ...]:
        """All stages of this job, in order; the job is completed when all are done."""
        return (
            *([] if self.live is None else [StageState(Stage.LIVE, self._recorded)]),
            StageState(Stage.PREPARING, 1.0 if self.preparing is None else self.preparing),
            StageState(Stage.TRANSCRIBING, self.progress),
            *(
                [StageState(Stage.DIARIZING, self.listened or 0.0)]
                if self.listens_to_voices
                else []
            ),
        )

    @property
    def overall_progress(self) -> float:
        """The progress of all stages after the preparation, from 0 to 1."""
        return overall_progress(self.stages)

    @property
    def stage(self) -> Stage | None:
        """The stage that is running; None unless the job is in processing."""
        return self._now.stage if self.status is JobStatus.PROCESSING else None

    @property
    def stage_progress(self) -> float | None:
        """How far the running stage is, from 0 to 1."""
        return self._now.progress if self.status is JobStatus.PROCESSING else None

    @property
    def _now(self) -> StageState:
        # A completely downloaded model still has to be loaded into memory.
        if self.preparing is not None:
            return StageState(Stage.PREPARING, self.preparing)
        return current_stage(self.stages)

    @property
    def _recorded(self) -> float:
        return 1.0 if self.live is Live.RECORDED else 0.0

    @property
    def attempts_spent(self) -> int:
        """How many attempts are charged to the job, the running one included."""
        return self.attempt - self.attempts_forgiven

    @property
    def asked_seconds(self) -> float | None:
        """How many seconds are to be transcribed: of the parts, or else of the whole recording.

        None while the length of the recording is not known.
        """
        seconds = self.recording.duration_seconds
        return None if seconds is None else self.options.clips.seconds_within(seconds)

    @property
    def has_transcript(self) -> bool:
        """Whether the transcript is complete and can be read."""
        return self.status is JobStatus.COMPLETED

    @property
    def has_draft(self) -> bool:
        """Whether what was heard live stands for the rest of its transcript."""
        return self.live is not None and not self.has_transcript

    @property
    def is_readable(self) -> bool:
        """Whether there may be text to read: a transcript, or what was heard live."""
        return self.has_transcript or self.has_draft

    @property
    def language(self) -> str | None:
        """The detected language, or the one that was asked for until it is known."""
        return self.detected.code if self.detected else self.options.language

    @property
    def text_language(self) -> str | None:
        """The language of its text: English if the speech is translated."""
        return "en" if self.options.task is Task.TRANSLATE else self.language

    @property
    def result_fingerprint(self) -> str | None:
        """The key by which its transcript can be reused; None if it has none, or is not known.

        A transcript that lacks the speakers it was to have is not reused.
        """
        if not self.has_transcript or self.model_revision is None:
            return None
        if any(caveat.code == SPEAKERS_UNAVAILABLE for caveat in self.caveats):
            return None
        return result_fingerprint(
            self.recording.sha256, self.model, self.model_revision, self.options
        )

    def taken_up(self, lease: Lease) -> "Job":
        """Give the live recording to a connection; an earlier one is fenced off.

        Raises RecordingEndedError unless it still takes sound.
        """
        if not (self.is_live and self.live is Live.RECORDING):
            raise RecordingEndedError
        return self._fenced(lease)

    def ending(self) -> "Job":
        """Take no further connection; the present one may still store the sound it has."""
        if not self.is_live:
            raise IllegalTransitionError(self.status, END_RECORDING.name)
        return replace(self, live=Live.ENDING)

    def closed_to_sound(self, lease: Lease) -> "Job":
        """Fence the last connection off, since the recording is being put together."""
        return replace(self._fenced(lease), live=Live.ENDING)

    def recorded(self, recording: Recording) -> "Job":
        """Queue the job with its recording, now that the live session has ended."""
        if not self.is_live:
            raise IllegalTransitionError(self.status, END_RECORDING.name)
        job = self._take(END_RECORDING)
        return replace(job, recording=recording, live=Live.RECORDED, lease=None)

    def _fenced(self, lease: Lease) -> "Job":
        """Begin an attempt that is not charged to the job."""
        return replace(
            self,
            lease=lease,
            attempt=self.attempt + 1,
            attempts_forgiven=self.attempts_forgiven + 1,
        )

    def claimed(self, lease: Lease, *, at: datetime) -> "Job":
        """Assign the job to a worker, as its next attempt."""
        job = self._take(CLAIM)
        return replace(job, lease=lease, attempt=self.attempt + 1, started_at=self.started_at or at)

    def cleared(self) -> "Job":
        """Let the job run beside others again, since it has not killed its process."""
        return replace(self, suspected=False)

    def prepared(self, share: float | None) -> "Job":
        """Store how much of the model is ready; None once all of it is."""
        return replace(self, preparing=share)

    def advanced(self, *, progress: float, detected: DetectedLanguage | None) -> "Job":
        """Store the progress of the transcription, which never goes back."""
        return replace(
            self,
            progress=min(1.0, max(self.progress, progress)),
            detected=detected or self.detected,
        )

    def listened_to(self, share: float | None) -> "Job":
        """Store the share of the recording whose voices were heard; None if that is not known.

        It never goes back.
        """
        return replace(self, listened=max(self.listened or 0.0, min(share or 0.0, 1.0)))

    def completed(
        self,
        *,
        at: datetime,
        duration_seconds: float,
        caveats: tuple[Caveat, ...] = (),
        model_revision: str | None = None,
        languages: tuple[SpokenLanguage, ...] = (),
        speakers: tuple[Speaker, ...] = (),
    ) -> "Job":
        """Complete the job; the exact length of its recording is now known."""
        return replace(
            self._take(COMPLETE),
            lease=None,
            suspected=False,
            progress=1.0,
            completed_at=at,
            caveats=caveats,
            model_revision=model_revision,
            languages=languages,
            listened=1.0 if self.listens_to_voices else None,
            speakers=speakers,
            recording=replace(self.recording, duration_seconds=duration_seconds),
        )

    def reusing(self, original: "Job", *, at: datetime) -> "Job":
        """Complete the job at once with an earlier result of the same recording."""
        return replace(
            self._take(REUSE),
            progress=1.0,
            detected=original.detected,
            started_at=at,
            completed_at=at,
            caveats=original.caveats,
            languages=original.languages,
            listened=original.listened,
            speakers=original.speakers,
            model_revision=original.model_revision,
            reused_from=original.id,
            recording=replace(self.recording, duration_seconds=original.recording.duration_seconds),
        )

    def failed(self, failure: Failure, *, at: datetime, forgiven: bool = False) -> "Job":
        """Fail the job; trying again would not help.

        `forgiven` means that this attempt never really started, so it is not charged.
        """
        return replace(
            self._take(FAIL),
            lease=None,
            failure=failure,
            completed_at=at,
            attempts_forgiven=self.attempts_forgiven + forgiven,
        )

    def handed_back(self, *, forgiven: bool = False) -> "Job":
        """Give the job back, since its worker stops; another worker may claim it.

        `forgiven` means that the attempt ended cleanly, so it is not charged to the job.
        """
        return replace(
            self._take(HAND_BACK),
            lease=None,
            attempts_forgiven=self.attempts_forgiven + forgiven,
        )

    def lost(self) -> "Job":
        """Queue the job again, since its process died; charged only if it ran alone there.

        Any job of that process may have been the reason, so each of them has to run alone next.
        """
        return replace(
            self.handed_back(forgiven=not self.suspected), suspected=True, crashes=self.crashes + 1
        )

    def killed_its_process(self, failure: Failure, *, at: datetime) -> "Job":
        """Fail the job, since its process died again while the job ran alone."""
        return replace(self.failed(failure, at=at), crashes=self.crashes + 1)

    def cancelled(self, *, at: datetime) -> "Job":
        """Cancel the job; its worker is fenced off."""
        return replace(self._take(CANCEL), lease=None, completed_at=at)

    def retried(self) -> "Job":
        """Queue the job again for a user; finished passages are kept, attempts start at 0.

        A suspected job stays suspected, and runs alone at once. What was heard of voices is gone.

        Raises NothingRecordedError for a live session that has no recording.
        """
        if self.live not in {None, Live.RECORDED}:
            raise NothingRecordedError
        return replace(
            self._take(RETRY),
            listened=None,
            attempts_forgiven=self.attempt,
            failure=None,
            completed_at=None,
        )

    def _take(self, transition: Transition) -> "Job":
        if self.status not in transition.sources:
            raise IllegalTransitionError(self.status, transition.name)
        return replace(self, status=transition.target, preparing=None)
