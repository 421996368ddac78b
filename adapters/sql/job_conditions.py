"""The conditions of a filter on jobs, in SQL."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from adapters.sql.job_tags import has_tag
from adapters.sql.tables import JobRow
from application.ports.job_filter import JobFilter


def asked_language() -> ColumnElement[str | None]:
    """Return the language that was asked for."""
    options = JobRow.__table__.c.options  # type: ignore[attr-defined]  # SQLModel adds it
    asked: ColumnElement[str | None] = options["language"].as_string()
    return asked


def conditions(wanted: JobFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold for a job's row."""
    if wanted.language is not None:
        language = func.coalesce(col(JobRow.detected_language), asked_language())
        yield language == wanted.language
    if wanted.tag is not None:
        yield has_tag(wanted.tag)
    if wanted.model is not None:
        yield col(JobRow.model) == wanted.model
    if wanted.shortest_seconds is not None:
        yield col(JobRow.duration_seconds) >= wanted.shortest_seconds
    if wanted.longest_seconds is not None:
        yield col(JobRow.duration_seconds) <= wanted.longest_seconds
    if wanted.since is not None:
        yield col(JobRow.created_at) >= wanted.since
    if wanted.until is not None:
        yield col(JobRow.created_at) <= wanted.until
