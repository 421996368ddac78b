"""The tags, languages and models of an owner's jobs, counted in SQL.

Everything is counted on indexes alone; rows are read only for the spelling of tags, and for the
language that was asked for of jobs whose language is not detected yet.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import collate, func
from sqlmodel import col, select

from adapters.sql.job_conditions import asked_language
from adapters.sql.job_tags import JobTagRow
from adapters.sql.tables import JobRow
from adapters.sql.transaction import Transaction
from application.ports.job_facets import FacetValue, JobFacets, most_common
from domain.labels import tag_key
from domain.user import UserId

_JOBS: Final = func.count()
_LANGUAGE: Final = col(JobRow.detected_language)
_MODEL: Final = col(JobRow.model)


async def facets(transaction: Transaction, owner: UserId, most: int) -> JobFacets:
    """Return up to `most` values of each kind."""
    counted = await transaction.tuples(
        select(_LANGUAGE, _MODEL, _JOBS)
        .where(col(JobRow.owner) == owner)
        .group_by(_LANGUAGE, _MODEL)
    )
    asked = asked_language()
    undetected = await transaction.tuples(
        select(asked, _JOBS).where(col(JobRow.owner) == owner, _LANGUAGE.is_(None)).group_by(asked)
    )
    languages = [*((language, jobs) for language, _, jobs in counted), *undetected]
    return JobFacets(
        tags=await _tags(transaction, owner, most),
        languages=most_common([(name, jobs) for name, jobs in languages if name], most),
        models=most_common([(model, jobs) for _, model, jobs in counted], most),
    )


async def _tags(transaction: Transaction, owner: UserId, most: int) -> tuple[FacetValue, ...]:
    counted = await transaction.tuples(
        select(col(JobTagRow.tag), _JOBS, func.max(col(JobRow.created_at)))
        .join(JobRow, col(JobRow.id) == col(JobTagRow.job_id))
        .where(col(JobRow.owner) == owner)
        .group_by(col(JobTagRow.tag))
        .order_by(_JOBS.desc(), _by_code_points(transaction))
        .limit(most)
    )
    written = await _spellings(transaction, owner, {newest for _, _, newest in counted})
    return tuple(FacetValue(written.get(tag, tag), jobs) for tag, jobs, _ in counted)


def _by_code_points(transaction: Transaction) -> Any:
    """Order tags as SQLite does by itself."""
    tag = col(JobTagRow.tag)
    return collate(tag, "C") if transaction.dialect == "postgresql" else tag


async def _spellings(
    transaction: Transaction, owner: UserId, times: Iterable[datetime]
) -> Mapping[str, str]:
    """Return how the jobs that were submitted at these times write their tags, by their keys."""
    rows = await transaction.scalars(
        select(col(JobRow.tags))
        .where(col(JobRow.owner) == owner, col(JobRow.created_at).in_(list(times)))
        .order_by(col(JobRow.created_at), col(JobRow.id))
    )
    return {tag_key(tag): tag for tags in rows for tag in tags or ()}
