"""Sums over many jobs: how much work waits, and how fast it goes."""

from typing import Final

from sqlalchemy import Integer, Uuid, bindparam, case, func, literal_column, tuple_
from sqlmodel import col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from adapters.sql.tables import JobRow, UserRow
from adapters.sql.transaction import Transaction
from application.ports.jobs import Backlog, OwnerLoad
from domain.job import Job, JobStatus
from domain.options import ModelName, Priority
from domain.user import UserId

# Enough to average out an odd recording, few enough to follow a change of machine or load.
LAST_JOBS: Final = 20

ASKED: Final = func.coalesce(col(JobRow.asked_seconds), col(JobRow.duration_seconds), 0.0)
# A literal, as the partial index on queued jobs is only used if the database sees the value.
QUEUED: Final = literal_column("jobs.status") == literal_column("'queued'")

REMAINING: Final = ASKED * (1.0 - col(JobRow.progress))

# Every watcher of a job runs these, so they are built once.
_BEING_HEARD: Final = (
    select(func.coalesce(func.sum(REMAINING), 0.0))
    .where(col(JobRow.id) != bindparam("job"), col(JobRow.status) == JobStatus.PROCESSING)
    .scalar_subquery()
)
_TURN: Final = tuple_(
    bindparam("rank", type_=Integer()),
    bindparam("at", type_=UTCDateTime()),
    bindparam("job", type_=Uuid()),
)
_WAITING: Final = (
    select(func.coalesce(func.sum(ASKED), 0.0))
    .where(
        QUEUED, tuple_(col(JobRow.priority_rank), col(JobRow.created_at), col(JobRow.id)) < _TURN
    )
    .scalar_subquery()
)
_AHEAD: Final = select(_BEING_HEARD + _WAITING)
_LAST_JOBS: Final = (
    select(col(JobRow.started_at), col(JobRow.completed_at), ASKED)
    .where(
        col(JobRow.model) == bindparam("of_model"),
        col(JobRow.status) == JobStatus.COMPLETED,
        col(JobRow.completed_at).is_not(None),  # always true; limits the index scan
        col(JobRow.attempt) == 1,
        ASKED > 0,
    )
    .order_by(col(JobRow.completed_at).desc())
    .limit(LAST_JOBS)
)


async def backlog(transaction: Transaction) -> Backlog:
    """Count the jobs by status, and sum up the queued audio."""
    counts = await transaction.tuples(
        select(JobRow.status, func.count()).group_by(col(JobRow.status))
    )
    waiting = await transaction.tuples(
        select(func.min(col(JobRow.created_at)), func.coalesce(func.sum(ASKED), 0.0)).where(
            col(JobRow.status) == JobStatus.QUEUED
        )
    )
    oldest, seconds = waiting[0]
    return Backlog(
        jobs=dict.fromkeys(JobStatus, 0) | {JobStatus(status): count for status, count in counts},
        oldest_queued_at=oldest,
        queued_audio_seconds=seconds,
    )


async def load_of(transaction: Transaction, owner: UserId) -> OwnerLoad:
    """Sum up the owner's unfinished jobs."""
    await _wait_for_turn(transaction, owner)
    is_queued = col(JobRow.status) == JobStatus.QUEUED
    is_urgent = col(JobRow.priority_rank) == Priority.HIGH.rank
    sums = await transaction.tuples(
        select(
            func.count(),
            func.coalesce(func.sum(ASKED), 0.0),
            func.coalesce(func.sum(case((is_queued, ASKED), else_=0.0)), 0.0),
            func.coalesce(func.sum(case((is_urgent, 1), else_=0)), 0),
        ).where(
            col(JobRow.owner) == owner,
            col(JobRow.status).in_((JobStatus.QUEUED, JobStatus.PROCESSING)),
        )
    )
    return OwnerLoad(*sums[0])


async def stored_bytes_of(transaction: Transaction, owner: UserId) -> int:
    """Sum up the bytes of an owner's recordings."""
    await _wait_for_turn(transaction, owner)
    [stored] = await transaction.scalars(
        select(func.coalesce(func.sum(col(JobRow.size_bytes)), 0)).where(col(JobRow.owner) == owner)
    )
    return int(stored)


async def _wait_for_turn(transaction: Transaction, owner: UserId) -> None:
    """Lock the user's row in PostgreSQL; SQLite has only one writer at a time anyway."""
    await transaction.lock(
        select(UserRow.id).where(col(UserRow.id) == owner).with_for_update(key_share=True)
    )


async def audio_seconds_ahead(transaction: Transaction, job: Job) -> float:
    """Sum up the audio that is transcribed before this job's turn."""
    asked = {"job": job.id, "rank": job.options.priority.rank, "at": job.created_at}
    [seconds] = await transaction.scalars(_AHEAD, asked)
    return float(seconds)


async def real_time_factor(transaction: Transaction, model: ModelName) -> float | None:
    """Divide the work seconds of the model's last jobs by their audio seconds.

    Only jobs that ended in their first attempt count: between two attempts nobody worked.
    """
    rows = await transaction.tuples(_LAST_JOBS, {"of_model": model})
    work = sum((ended - began).total_seconds() for began, ended, _ in rows if began and ended)
    audio = sum(seconds for _, _, seconds in rows if seconds)
    return work / audio if audio else None
