"""SQL statements that run often while jobs run.

Built once: building a statement takes as long as PostgreSQL does with it.
Names that are no columns are bound (`job_id`, `at`, `of_attempt` ...); whatever else is given when
an update is sent names a column to set.
"""

from typing import Any, Final

from sqlalchemy import Boolean, Float, bindparam, case, func, not_, or_, update
from sqlmodel import col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from adapters.sql.tables import JobRow
from domain.job import Job, JobStatus

_ID: Final = col(JobRow.id) == bindparam("job_id")
_AT: Final = bindparam("at", type_=UTCDateTime())
_MAY_RUN: Final = or_(not_(col(JobRow.suspected)), bindparam("alone", type_=Boolean()))

# The columns that a running attempt writes, while others decide about its job on older values.
TOLD: Final = frozenset(
    {
        "progress",
        "detected_language",
        "detected_probability",
        "preparing",
        "suspected",
        "listened",
    }
)
# Progress never falls below the stored value.
_PROGRESS: Final = case(
    (col(JobRow.progress) > bindparam("heard"), col(JobRow.progress)), else_=bindparam("heard")
)
# The same, unless it is set to null: nothing has been heard then.
_LISTENED_TO: Final = bindparam("listened_to", type_=Float())
_LISTENED: Final = case(
    (col(JobRow.listened) > _LISTENED_TO, col(JobRow.listened)), else_=_LISTENED_TO
)

BY_ID: Final = select(JobRow).where(_ID)
OWNED: Final = BY_ID.where(col(JobRow.owner) == bindparam("by_owner"))

CLAIM: Final = (
    update(JobRow)
    .where(_ID, col(JobRow.status) == JobStatus.QUEUED, _MAY_RUN)
    .values(
        status=JobStatus.PROCESSING.value,
        attempt=col(JobRow.attempt) + 1,
        preparing=None,
        started_at=func.coalesce(col(JobRow.started_at), _AT),
    )
    .returning(JobRow)
)
CHANGE: Final = (
    update(JobRow)
    .where(
        _ID,
        col(JobRow.status) == bindparam("of_status"),
        col(JobRow.attempt) == bindparam("of_attempt"),
    )
    .values(progress=_PROGRESS, listened=_LISTENED)
)


def told(job: Job) -> dict[str, Any]:
    """Return the values that an attempt reports; a known language is never removed."""
    values: dict[str, Any] = {
        "heard": job.progress,
        "preparing": job.preparing,
        "suspected": job.suspected,
        "listened_to": job.listened,
    }
    if job.detected is not None:
        values["detected_language"] = job.detected.code
        values["detected_probability"] = job.detected.probability
    return values
