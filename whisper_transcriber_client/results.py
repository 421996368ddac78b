"""What the service answers, as dataclasses; fields that only a newer service knows are in `raw`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

_ENDED: Final = frozenset({"completed", "failed", "cancelled"})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `progress` is 0 to 1."""

    status: str
    progress: float
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `language` is the one that was asked for, then the one that was found."""

    id: str
    filename: str
    status: str
    model: str
    language: str | None
    duration_seconds: float | None
    progress: float
    created_at: datetime | None
    completed_at: datetime | None
    text: str | None
    error_code: str | None
    error_message: str | None
    warnings: tuple[str, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @property
    def ended(self) -> bool:
        """Whether it is completed, failed or cancelled."""
        return self.status in _ENDED

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            id=body["job_id"],
            filename=body["original_filename"],
            status=body["status"],
            model=body["model_name"],
            language=body.get("language"),
            duration_seconds=body.get("duration_seconds"),
            progress=body.get("progress") or 0.0,
            created_at=_moment(body.get("created_at")),
            completed_at=_moment(body.get("completed_at")),
            text=body.get("transcript"),
            error_code=body.get("error_code"),
            error_message=body.get("error_message"),
            warnings=tuple(each["message"] for each in body.get("warnings", ())),
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in seconds; it begins with the blank before it, if there is one."""

    text: str
    start: float
    end: float
    probability: float | None
    speaker: str | None

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        text = body.get("word", body.get("text", ""))
        return cls(text, body["start"], body["end"], body.get("probability"), body.get("speaker"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a part of one, with its times in seconds."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    language: str | None
    speaker: str | None
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            start=body["start"],
            end=body["end"],
            text=body["text"].strip(),
            words=tuple(map(Word.of, body.get("words") or ())),
            language=body.get("language"),
            speaker=body.get("speaker"),
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript."""

    text: str
    language: str | None
    segments: tuple[Segment, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        segments = tuple(map(Segment.of, body["segments"]))
        text = body.get("text") or " ".join(each.text for each in segments)
        return cls(text, body.get("language"), segments, body)
