"""The tags of jobs, so that jobs are found by them."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped
from sqlmodel import Field, col

from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table
from domain.labels import tag_key


class JobTagRow(Table, table=True):
    """A tag of a job, in the form in which tags are compared; `jobs.tags` has it as written."""

    __tablename__ = "job_tags"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True, sa_type=PlainText)


def has_tag(job_id: Mapped[UUID], tag: str) -> ColumnElement[bool]:
    """Say in SQL that the job with the id in this column has this tag."""
    return exists().where(col(JobTagRow.job_id) == job_id, col(JobTagRow.tag) == tag_key(tag))
