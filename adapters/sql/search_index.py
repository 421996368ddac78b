import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql import search_in_postgresql, search_in_sqlite
from adapters.sql.errors import stored_with_job
from adapters.sql.mapping import job_from_row
from adapters.sql.search_jobs import fits, jobs_that_fit
from adapters.sql.search_parts import Part, first_id, next_part, position_of
from adapters.sql.search_tables import (
    MIDDLE,
    PASSAGE_BITS,
    SearchDocumentRow,
    SearchOwnerRow,
    document_from_row,
    document_values,
)
from adapters.sql.tables import WAITS_FOR_SEARCH, JobRow
from adapters.sql.transaction import Transaction
from application.ports.job_filter import JobFilter
from application.ports.search_index import (
    FoundPassage,
    FoundPassages,
    SearchDocument,
    SearchIndex,
    SearchQuery,
)
from domain.job import Job, JobId
from domain.user import UserId

_NO_FILTER: Final = JobFilter()
_CANDIDATES: Final = 128  # matches that are asked whether their jobs meet the filter
_FEWEST_JOBS: Final = 16  # that meet the filter, and are asked for their matches in one step
_PASSAGES_A_JOB: Final = 16_384
_WAITS: Final = sa.text(WAITS_FOR_SEARCH)
_ID: Final = sa.literal_column("jobs.id", sa.Uuid())
_COMPLETED_AT: Final = sa.literal_column("jobs.completed_at", sa.DateTime())
_OF_JOB: Final = (
    col(JobRow.filename),
    col(JobRow.title),
    col(JobRow.created_at),
    col(JobRow.detected_language),
)


class SqlSearchIndex(SearchIndex):
    """Stores passages as rows, and their terms in the database's own index for text.

    Deleting a job deletes its passages, and those delete their terms.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        in_postgresql = transaction.dialect == "postgresql"
        self._terms = search_in_postgresql if in_postgresql else search_in_sqlite
        # SQLite prefers the indexes of all completed jobs, and of all jobs of an owner, to that of
        # the few that wait.
        hint = "" if in_postgresql else " INDEXED BY ix_jobs_waiting_for_search"
        self._indexed_jobs = sa.text(f"jobs{hint}")

    @override
    async def waiting(self, *, limit: int, without: Collection[JobId] = ()) -> Sequence[Job]:
        ids = self._waiting(_ID).where(_ID.not_in(without))
        newest = ids.order_by(_COMPLETED_AT.desc()).limit(limit)
        rows = await self._transaction.rows(
            select(JobRow)
            .where(col(JobRow.id).in_(newest))
            .order_by(col(JobRow.completed_at).desc())
        )
        return [job_from_row(row) for row in rows]

    @override
    async def waiting_of(self, owner: UserId, *, most: int) -> int:
        own = sa.literal_column("jobs.owner", sa.Uuid()) == owner
        some = self._waiting(sa.literal(1)).where(own).limit(most).subquery()
        counted = await self._transaction.scalars(select(sa.func.count()).select_from(some))
        return counted[0]

    def _waiting(self, column: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """Select a column of the jobs that are not in the index yet."""
        return sa.select(column).select_from(self._indexed_jobs).where(_WAITS)

    @override
    async def hold(self, job_id: JobId) -> bool:
        """Write a value that is there already: the row, or SQLite's file, is locked by that."""
        rows = await self._transaction.write_returning(
            sa.update(JobRow)
            .where(col(JobRow.id) == job_id)
            .values(searchable=col(JobRow.searchable))
            .returning(col(JobRow.searchable))
        )
        return bool(rows and rows[0].searchable)

    @override
    async def keep(self, job: Job, documents: Sequence[SearchDocument]) -> None:
        owner, first = await self._reserve(job, len(documents))
        ids = [first + len(documents) - 1 - number for number in range(len(documents))]
        if ids:
            values = [
                {"id": id_, "job_id": job.id, **document_values(document)}
                for id_, document in zip(ids, documents, strict=True)
            ]
            with stored_with_job(job.id):
                await self._transaction.insert_many(sa.insert(SearchDocumentRow), values)
            await self._write_terms(owner, dict(zip(ids, documents, strict=True)))
        await self._transaction.write(
            sa.update(JobRow).where(col(JobRow.id) == job.id).values(searchable=True)
        )

    @override
    async def amend(self, job_id: JobId, texts: Mapping[int, str]) -> None:
        amended: dict[int, SearchDocument] = {}
        for row in await self._holding(job_id, texts):
            document = document_from_row(row).with_texts(texts)
            amended[row.id] = document
            await self._transaction.write(
                sa.update(SearchDocumentRow)
                .where(col(SearchDocumentRow.id) == row.id)
                .values(segments=document_values(document)["segments"])
            )
        if amended:
            await self._transaction.write(self._terms.delete(list(amended)))
            await self._write_terms(next(iter(amended)) >> PASSAGE_BITS, amended)

    @override
    async def find(self, query: SearchQuery, *, reach: int) -> FoundPassages:
        owners = await self._transaction.rows(
            select(SearchOwnerRow).where(col(SearchOwnerRow.owner) == query.owner)
        )
        part = self._next_part(owners[0], query, reach) if owners else None
        if part is None:
            return FoundPassages((), None)
        end = None if position_of(part.low) == owners[0].lowest else part.low
        if query.filter == _NO_FILTER:
            newest = self._terms.newest(part, query.clauses, query.limit)
            found = await self._passages(query.owner, col(SearchDocumentRow.id).in_(newest))
        else:
            ids, end = await self._fitting(query, part, end, reach)
            found = await self._passages(query.owner, col(SearchDocumentRow.id).in_(ids))
        if len(found) == query.limit:
            return FoundPassages(found, found[-1].position)
        return FoundPassages(found, None if end is None else position_of(end))

    def _next_part(self, owner: SearchOwnerRow, query: SearchQuery, reach: int) -> Part | None:
        has_blocks = self._terms.ALWAYS_HAD_BLOCKS
        reach = self._terms.reach_of(query.clauses, reach)
        return next_part(owner, query.after, reach, all_in_blocks=has_blocks)

    async def _passages(
        self, owner: UserId, wanted: sa.ColumnElement[bool]
    ) -> Sequence[FoundPassage]:
        rows = await self._transaction.named(
            sa.select(*SearchDocumentRow.__table__.columns, *_OF_JOB)  # type: ignore[attr-defined]  # SQLModel adds it
            .join(JobRow, col(JobRow.id) == col(SearchDocumentRow.job_id))
            .where(wanted, col(JobRow.owner) == owner)
            .order_by(col(SearchDocumentRow.id).desc())
        )
        return [_found(row) for row in rows]

    async def _fitting(
        self, query: SearchQuery, part: Part, end: int | None, reach: int
    ) -> tuple[Sequence[int], int | None]:
        """Return the ids of matches in jobs that meet the filter, and where to go on, or None.

        The newest matches are asked for their jobs. If they are many and few of them fit, the jobs
        that meet the filter are asked for their matches.
        """
        newest = self._terms.newest(part, query.clauses, _CANDIDATES).subquery("newest")
        rows = await self._transaction.named(
            sa.select(newest.c.id, fits(newest.c.id, query.filter).label("fits")).order_by(
                newest.c.id.desc()
            )
        )
        ids = [row.id for row in rows if row.fits][: query.limit]
        if len(ids) == query.limit or len(rows) < _CANDIDATES:
            return ids, end
        rest = replace(part, high=rows[-1].id)
        most = _FEWEST_JOBS + reach // _PASSAGES_A_JOB
        jobs = jobs_that_fit(query.filter, rest, most)
        matches = self._terms.newest_of_each(jobs, rest, query.clauses, query.limit)
        of_jobs = await self._transaction.named(
            sa.select(jobs.c.first, matches.label("ids")).order_by(jobs.c.first.desc())
        )
        ids += [id_ for row in of_jobs for id_ in row.ids]
        if len(of_jobs) == most:
            end = of_jobs[-1].first
        return ids[: query.limit], end

    async def _holding(
        self, job_id: JobId, texts: Mapping[int, str]
    ) -> Sequence[SearchDocumentRow]:
        """Read the passages that have any of these segments."""
        rows = await self._transaction.rows(
            select(SearchDocumentRow)
            .where(
                col(SearchDocumentRow.job_id) == job_id,
                col(SearchDocumentRow.first_segment) <= max(texts, default=-1),
            )
            .order_by(col(SearchDocumentRow.first_segment).desc())
        )
        return [row for row in rows if _indexes(row) & texts.keys()]

    async def _reserve(self, job: Job, count: int) -> tuple[int, int]:
        """Return the owner's number, and the first of as many ids that nobody else gets."""
        new = self._transaction.insertion(SearchOwnerRow).values(
            owner=job.owner,
            lowest=MIDDLE,
            highest=MIDDLE,
            newest_at=job.completed_at,
            blocked_from=MIDDLE,
            blocked_to=MIDDLE,
        )
        await self._transaction.write(new.on_conflict_do_nothing(index_elements=["owner"]))
        is_newer = col(SearchOwnerRow.newest_at) <= job.completed_at
        rows = await self._transaction.write_returning(
            sa.update(SearchOwnerRow)
            .where(col(SearchOwnerRow.owner) == job.owner)
            .values(
                highest=col(SearchOwnerRow.highest) + sa.case((is_newer, count), else_=0),
                lowest=col(SearchOwnerRow.lowest) - sa.case((is_newer, 0), else_=count),
                newest_at=sa.case((is_newer, job.completed_at), else_=SearchOwnerRow.newest_at),
                **_with_blocks(is_newer, count),
            )
            .returning(SearchOwnerRow)
        )
        owner = rows[0]
        first = owner.highest - count if owner.newest_at == job.completed_at else owner.lowest
        return owner.number, first_id(owner) + first

    async def _write_terms(self, owner: int, documents: Mapping[int, SearchDocument]) -> None:
        """Fold and split the texts in a thread: a day of speech takes seconds."""
        rows = await asyncio.to_thread(
            lambda: [self._terms.row(id_, owner, each) for id_, each in documents.items()]
        )
        await self._transaction.insert_many(self._terms.INSERT, rows)


def _with_blocks(is_newer: sa.ColumnElement[bool], count: int) -> dict[str, Any]:
    """Count new passages among those with blocks, if no older version has written in between."""
    row = SearchOwnerRow
    begin, end = col(row.blocked_from), col(row.blocked_to)
    lowest, highest = col(row.lowest), col(row.highest)
    goes_on = end == highest
    return {
        "blocked_from": sa.case(
            (sa.and_(is_newer, sa.not_(goes_on)), highest),
            (sa.and_(sa.not_(is_newer), begin == lowest), begin - count),
            else_=begin,
        ),
        "blocked_to": sa.case((is_newer, highest + count), else_=end),
    }


def _indexes(row: SearchDocumentRow) -> set[int]:
    return set(range(row.first_segment, row.first_segment + len(row.segments)))


def _found(row: Any) -> FoundPassage:
    return FoundPassage(
        position=position_of(row.id),
        job_id=JobId(row.job_id),
        title=row.title or row.filename,
        created_at=row.created_at,
        language=row.detected_language,
        document=document_from_row(row),
    )
