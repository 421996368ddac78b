"""The conditions of a filter on jobs, in SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Mapped
from sqlmodel import col

from adapters.sql.job_tags import has_tag
from adapters.sql.tables import JobRow
from application.ports.job_filter import JobFilter


def asked_language() -> ColumnElement[str | None]:
    """Return the language that was asked for."""
    options = JobRow.__table__.c.options  # type: ignore[attr-defined]  # SQLModel adds it
    asked: ColumnElement[str | None] = options["language"].as_string()
    return asked


@dataclass(frozen=True, slots=True)
class JobColumns:
    """The columns that a filter asks, of the table of jobs or of one that repeats them."""

    id: Mapped[UUID]
    language: ColumnElement[Any] | Mapped[str | None]
    model: Mapped[str]
    seconds: Mapped[float | None]
    created_at: Mapped[datetime]


JOB: Final = JobColumns(
    id=col(JobRow.id),
    language=func.coalesce(col(JobRow.detected_language), asked_language()),
    model=col(JobRow.model),
    seconds=col(JobRow.duration_seconds),
    created_at=col(JobRow.created_at),
)


def conditions(wanted: JobFilter, job: JobColumns = JOB) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold for a row with these columns."""
    if wanted.language is not None:
        yield job.language == wanted.language
    if wanted.tag is not None:
        yield has_tag(job.id, wanted.tag)
    if wanted.model is not None:
        yield job.model == wanted.model
    if wanted.shortest_seconds is not None:
        yield job.seconds >= wanted.shortest_seconds
    if wanted.longest_seconds is not None:
        yield job.seconds <= wanted.longest_seconds
    if wanted.since is not None:
        yield job.created_at >= wanted.since
    if wanted.until is not None:
        yield job.created_at <= wanted.until
