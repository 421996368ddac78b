"""Jobs as the service answers them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from whisper_transcriber_client.results.speakers import Speaker

ENDED: Final = frozenset({"completed", "failed", "cancelled"})


def moment(text: str | None) -> datetime | None:
    """Read a time."""
    return datetime.fromisoformat(text) if text else None


class JobId(str):
    """The id of a new job, and in `raw` what was said when it was accepted."""

    __slots__ = ("raw",)
    raw: dict[str, Any]

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        made = cls(body["job_id"])
        made.raw = body
        return made


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `progress` is 0 to 1, and so is `stage_progress` in each stage."""

    status: str
    progress: float
    stage: str | None = None
    stage_progress: float | None = None
    raw: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an event, or a job."""
        return cls(
            body["status"],
            body.get("progress") or 0.0,
            body.get("stage"),
            body.get("stage_progress"),
            body,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `language` is the one that was asked for, then the one that was found."""

    id: str
    title: str
    tags: tuple[str, ...]
    notes: str
    filename: str
    status: str
    model: str
    language: str | None
    duration_seconds: float | None
    progress: float
    eta_seconds: float | None
    created_at: datetime | None
    completed_at: datetime | None
    text: str | None
    error_code: str | None
    error_message: str | None
    warnings: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @property
    def ended(self) -> bool:
        """Whether it is completed, failed or cancelled."""
        return self.status in ENDED

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        filename = body["original_filename"]
        return cls(
            id=body["job_id"],
            title=body.get("title") or filename,
            tags=tuple(body.get("tags", ())),
            notes=body.get("notes", ""),
            filename=filename,
            status=body["status"],
            model=body["model_name"],
            language=body.get("language"),
            duration_seconds=body.get("duration_seconds"),
            progress=body.get("progress") or 0.0,
            eta_seconds=body.get("eta_seconds"),
            created_at=moment(body.get("created_at")),
            completed_at=moment(body.get("completed_at")),
            text=body.get("transcript"),
            error_code=body.get("error_code"),
            error_message=body.get("error_message"),
            warnings=tuple(each["message"] for each in body.get("warnings", ())),
            speakers=tuple(map(Speaker.of, body.get("speakers", ()))),
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class JobPage:
    """A page of jobs; `total` counts all, and `skip` those before this page."""

    jobs: tuple[Job, ...]
    total: int
    skip: int
    raw: dict[str, Any] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Job]:
        return iter(self.jobs)

    def __len__(self) -> int:
        return len(self.jobs)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        jobs = tuple(map(Job.of, body["jobs"]))
        return cls(jobs, body.get("total", len(jobs)), body.get("skip", 0), body)
