"""The jobs in the search index: which passages each has, and what filters ask.

A narrow table, in the order of the results, so that a filter that fits few jobs finds these without
reading the passages of the others. The database fills it when a job becomes searchable.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, col

from adapters.sql.job_conditions import JobColumns, conditions
from adapters.sql.plain_text import PlainText
from adapters.sql.search_parts import Part
from adapters.sql.tables import Table
from application.ports.job_filter import JobFilter


class SearchJobRow(Table, table=True):
    """A job with the ids of its passages, both included, and copies of columns that never change.

    `language` is the detected one, or that which was asked for.
    """

    __tablename__ = "search_jobs"

    first: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    last: int = Field(sa_type=BigInteger)
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE", unique=True)
    language: str | None = Field(sa_type=PlainText)
    model: str = Field(sa_type=PlainText)
    duration_seconds: float | None
    created_at: datetime


_COLUMNS: Final = JobColumns(
    id=col(SearchJobRow.job_id),
    language=col(SearchJobRow.language),
    model=col(SearchJobRow.model),
    seconds=col(SearchJobRow.duration_seconds),
    created_at=col(SearchJobRow.created_at),
)


def jobs_that_fit(wanted: JobFilter, part: Part, most: int) -> sa.Subquery:
    """Select the newest jobs with passages in a part that meet the filter: `first` and `last`."""
    return (
        sa.select(col(SearchJobRow.first), col(SearchJobRow.last))
        .where(
            col(SearchJobRow.first) < part.high,
            col(SearchJobRow.first) >= _job_with(sa.literal(part.low, BigInteger)),
            *conditions(wanted, _COLUMNS),
        )
        .order_by(col(SearchJobRow.first).desc())
        .limit(most)
        .subquery("fitting")
    )


def fits(id_: sa.ColumnElement[int], wanted: JobFilter) -> sa.ColumnElement[bool]:
    """Say in SQL that the job of a passage meets the filter."""
    of_passage = col(SearchJobRow.first) == _job_with(id_)
    return sa.exists().where(of_passage, *conditions(wanted, _COLUMNS))


def _job_with(id_: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    """Select the first passage of the job that a passage belongs to."""
    other = sa.alias(SearchJobRow.__table__)  # type: ignore[attr-defined]  # SQLModel adds it
    newest = sa.select(sa.func.max(other.c.first)).where(other.c.first <= id_)
    newest = newest.correlate_except(other)
    return sa.func.coalesce(newest.scalar_subquery(), 0)
