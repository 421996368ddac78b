import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql import search_in_postgresql, search_in_sqlite
from adapters.sql.errors import stored_with_job
from adapters.sql.job_conditions import conditions
from adapters.sql.mapping import job_from_row
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
from application.ports.search_index import FoundPassage, SearchDocument, SearchIndex, SearchQuery
from domain.job import Job, JobId
from domain.user import UserId

_WAITS: Final = sa.text(WAITS_FOR_SEARCH)
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
        self._dialect = postgresql if in_postgresql else sqlite

    @override
    async def waiting(self, *, limit: int, without: Collection[JobId] = ()) -> Sequence[Job]:
        rows = await self._transaction.rows(
            select(JobRow)
            .where(_WAITS, col(JobRow.id).not_in(without))
            .order_by(col(JobRow.completed_at).desc())
            .limit(limit)
        )
        return [job_from_row(row) for row in rows]

    @override
    async def waiting_of(self, owner: UserId, *, most: int) -> int:
        some = select(JobRow.id).where(_WAITS, col(JobRow.owner) == owner).limit(most).subquery()
        counted = await self._transaction.scalars(select(sa.func.count()).select_from(some))
        return counted[0]

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
    async def find(self, query: SearchQuery) -> Sequence[FoundPassage]:
        owners = await self._transaction.rows(
            select(SearchOwnerRow).where(col(SearchOwnerRow.owner) == query.owner)
        )
        if not owners:
            return ()
        rows = await self._transaction.named(self._newest(owners[0], query))
        return [_found(row) for row in rows]

    def _newest(self, owner: SearchOwnerRow, query: SearchQuery) -> sa.Select[Any]:
        first = _first_id(owner)
        highest = owner.highest if query.after is None else min(query.after, owner.highest)
        newest = self._terms.newest(
            first >> PASSAGE_BITS,
            query.clauses,
            (first + owner.lowest, first + max(highest, owner.lowest)),
            query.limit,
            lambda id_, rows: _fits(id_, rows, query),
        ).subquery("matches")
        return (
            sa.select(*SearchDocumentRow.__table__.columns, *_OF_JOB)  # type: ignore[attr-defined]  # SQLModel adds it
            .join_from(newest, SearchDocumentRow, newest.c.id == col(SearchDocumentRow.id))
            .join(JobRow, col(JobRow.id) == col(SearchDocumentRow.job_id))
            .where(col(JobRow.owner) == query.owner)
            .order_by(col(SearchDocumentRow.id).desc())
        )

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
        new = self._dialect.insert(SearchOwnerRow).values(
            owner=job.owner, lowest=MIDDLE, highest=MIDDLE, newest_at=job.completed_at
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
            )
            .returning(SearchOwnerRow)
        )
        owner = rows[0]
        first = owner.highest - count if owner.newest_at == job.completed_at else owner.lowest
        return owner.number, _first_id(owner) + first

    async def _write_terms(self, owner: int, documents: Mapping[int, SearchDocument]) -> None:
        """Fold and split the texts in a thread: a day of speech takes seconds."""
        rows = await asyncio.to_thread(
            lambda: [self._terms.row(id_, owner, each) for id_, each in documents.items()]
        )
        await self._transaction.insert_many(self._terms.INSERT, rows)


def _first_id(owner: SearchOwnerRow) -> int:
    return (owner.number or 0) << PASSAGE_BITS


def _fits(
    id_: sa.ColumnElement[int], rows: sa.FromClause, query: SearchQuery
) -> sa.ColumnElement[bool]:
    """Say in SQL that the job of a passage meets the filter; without one, no row is read for it.

    The offset of nothing keeps PostgreSQL from turning this into a join, in which it reads all
    passages of all jobs that meet the filter instead of asking for each match.
    """
    wanted = list(conditions(query.filter))
    if not wanted:
        return sa.true()
    return (
        sa.select(sa.literal_column("1"))
        .join_from(SearchDocumentRow, JobRow, col(JobRow.id) == col(SearchDocumentRow.job_id))
        .where(col(SearchDocumentRow.id) == id_, *wanted)
        .offset(0)
        .correlate(rows)
        .exists()
    )


def _indexes(row: SearchDocumentRow) -> set[int]:
    return set(range(row.first_segment, row.first_segment + len(row.segments)))


def _found(row: Any) -> FoundPassage:
    return FoundPassage(
        position=row.id & ((1 << PASSAGE_BITS) - 1),
        job_id=JobId(row.job_id),
        title=row.title or row.filename,
        created_at=row.created_at,
        language=row.detected_language,
        document=document_from_row(row),
    )
