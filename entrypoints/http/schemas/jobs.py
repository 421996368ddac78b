"""Models of jobs."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from application.jobs.label_job import LabelChanges
from application.jobs.list_jobs import JobListing
from application.ports.idempotency_keys import Receipt
from domain.job import Job, JobStatus
from domain.job_details import JobDetails, QueueStatus
from domain.labels import LONGEST_NOTES, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from domain.option import options_of
from domain.options import TranscriptionOptions
from domain.stages import Stage
from entrypoints.http.requests.validation import MAX_NAME_LENGTH, ShownText, Text
from entrypoints.http.schemas.job_filter import JobFilterQuery
from entrypoints.http.schemas.option_fields import answered
from entrypoints.http.schemas.paging import PageQuery
from entrypoints.http.schemas.speakers import SpeakerAnswer
from entrypoints.http.schemas.spoken_language import SpokenLanguageAnswer


class JobListQuery(PageQuery, JobFilterQuery):
    """Which jobs to list; `transcripts` false leaves out the text, which may be long.

    `q` is searched for in the title and in the file name. `language` is a code or a name. `since`
    and `until` limit when the job was submitted.
    """

    transcripts: bool = True

    status: JobStatus | None = None
    q: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)] | None = None


class LabelsRequest(
    BaseModel, extra="forbid", json_schema_extra={"examples": [{"tags": ["interviews"]}]}
):
    """What to change of a job's title, tags and notes; an empty title restores the file name."""

    title: Annotated[ShownText, Field(max_length=LONGEST_TITLE)] | None = None
    tags: (
        Annotated[
            list[Annotated[ShownText, Field(max_length=LONGEST_TAG)]], Field(max_length=MOST_TAGS)
        ]
        | None
    ) = None
    notes: Annotated[ShownText, Field(max_length=LONGEST_NOTES)] | None = None

    @property
    def changes(self) -> LabelChanges:
        """The changes as a value."""
        tags = None if self.tags is None else tuple(self.tags)
        return LabelChanges(self.title, tags, self.notes)


class SubmittedAnswer(
    BaseModel,
    json_schema_extra={
        "examples": [
            {
                "job_id": "6f1f64a8-9d0f-4d2f-8f0e-0a3f2f9d7c11",
                "status": "queued",
                "message": "Job created successfully",
                "queue_job_id": "queue-6f1f64a8-9d0f-4d2f-8f0e-0a3f2f9d7c11",
            }
        ]
    },
):
    """A job that was accepted."""

    job_id: UUID
    status: JobStatus
    message: str = "Job created successfully"
    queue_job_id: str

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """Convert a submitted job."""
        return cls(
            job_id=receipt.job_id, status=receipt.status, queue_job_id=f"queue-{receipt.job_id}"
        )


if TYPE_CHECKING:
    Options = BaseModel
else:
    Options = answered("Options", options_of(TranscriptionOptions))


class OptionsAnswer(Options, from_attributes=True):
    """The options in effect, with the names of the form's fields."""

    webhook_url: str | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Convert the options in effect for a job."""
        answer = cls.model_validate(job.options)
        return answer.model_copy(update={"webhook_url": job.webhook_url})


class Warning_(BaseModel, from_attributes=True, title="Warning"):  # noqa: N801  # a builtin's name
    """A problem of a transcript although the job succeeded."""

    code: str
    message: str


class StageAnswer(BaseModel, from_attributes=True):
    """A stage of a job, and its progress from 0 to 1."""

    stage: Stage
    progress: float


class JobAnswer(BaseModel):
    """A job. Durations in seconds, `progress` from 0 to 1, times in UTC.

    With `live` its sound still comes from a live session, and `stage` is `live`.

    While it is processed, `stage` is `preparing` until its model is downloaded and in memory, then
    `transcribing`, and `diarizing` if after that its speakers are still being told apart;
    `stage_progress` goes from 0 to 1 in each. `stages` has all of them: the last two run at once.

    `attempts` counts those that are charged to the job, the running one included. One whose process
    died is charged only if nothing else ran in that process.

    `languages` are all languages spoken in a completed transcript, the longest first; `speakers`
    are those that were told apart, in the order of their first words.
    """

    job_id: UUID
    title: str
    tags: list[str]
    notes: str
    original_filename: str
    size_bytes: int
    status: JobStatus
    live: bool
    queue_status: QueueStatus | None
    model_name: str
    language: str | None
    language_probability: float | None
    languages: list[SpokenLanguageAnswer]
    duration_seconds: float | None
    progress: float
    eta_seconds: float | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    reused_from: UUID | None
    transcript: str | None
    transcript_download_url: str | None
    error_code: str | None
    error_message: str | None
    warnings: list[Warning_]
    stage: Stage | None
    stage_progress: float | None
    stages: list[StageAnswer]
    speakers: list[SpeakerAnswer]
    options: OptionsAnswer

    @classmethod
    def of(cls, details: JobDetails) -> Self:
        """Convert a job and its details."""
        job = details.job
        return cls(
            job_id=job.id,
            title=job.title,
            tags=list(job.labels.tags),
            notes=job.labels.notes,
            original_filename=job.recording.filename,
            size_bytes=job.recording.size_bytes,
            status=job.status,
            live=job.is_live,
            queue_status=details.queue_status,
            model_name=job.model,
            language=job.language,
            language_probability=job.detected.probability if job.detected else None,
            languages=SpokenLanguageAnswer.all_of(job.languages),
            duration_seconds=job.recording.duration_seconds,
            progress=job.overall_progress,
            eta_seconds=details.eta_seconds,
            created_at=job.created_at,
            started_at=job.started_at,
            completed_at=job.completed_at,
            attempts=job.attempts_spent,
            reused_from=job.reused_from,
            transcript=details.text,
            transcript_download_url=f"/jobs/{job.id}/transcript" if job.is_readable else None,
            error_code=job.failure.code if job.failure else None,
            error_message=job.failure.message if job.failure else None,
            warnings=[Warning_.model_validate(caveat) for caveat in job.caveats],
            stage=job.stage,
            stage_progress=job.stage_progress,
            stages=[StageAnswer.model_validate(stage) for stage in job.stages],
            speakers=SpeakerAnswer.all_of(details.speakers),
            options=OptionsAnswer.of(job),
        )


class JobListAnswer(BaseModel):
    """A page of jobs, newest first; `total` counts all."""

    jobs: list[JobAnswer]
    total: int
    skip: int
    limit: int

    @classmethod
    def of(cls, listing: JobListing, query: JobListQuery) -> Self:
        """Convert a page."""
        return cls(
            jobs=[JobAnswer.of(details) for details in listing.jobs],
            total=listing.total,
            skip=query.skip,
            limit=query.limit,
        )
