from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Insert, Uuid, bindparam, func, insert, literal
from sqlalchemy import select as sa_select
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.mapping import passage_from_row, passage_values
from adapters.sql.tables import DraftRow, JobRow, PassageColumns, PassageRow, Table
from adapters.sql.transaction import Transaction
from application.ports.passages import PassageRepository
from domain.errors.jobs import JobNotFoundError
from domain.job import JobId
from domain.transcript import Cut, Gap, Passage, Segment

# A passage is a few windows of at most 30 s, so this is minutes of speech and little memory.
PASSAGES_A_READ: Final = 16

# Gaps and cuts are few and short.
OMISSIONS_A_READ: Final = 64

Row = type[PassageColumns]
_OF_JOB: Final = bindparam("of_job", type_=Uuid())


def _append_to(row: Row) -> Insert:
    """Make the statement that numbers and stores a passage."""
    columns = Table.metadata.tables[str(row.__tablename__)].columns
    given = {
        name: bindparam(f"new_{name}", type_=columns[name].type)
        for name in ("position", "text", "segments", "gaps", "cuts")
    }
    following = func.coalesce(func.max(col(row.sequence)), 0) + 1
    return insert(row).from_select(
        ["job_id", "sequence", *given],
        sa_select(_OF_JOB, following, *given.values()).where(col(row.job_id) == _OF_JOB),
    )


# Built once, like adapters.sql.job_statements.
_APPEND: Final[Mapping[Row, Insert]] = {row: _append_to(row) for row in (PassageRow, DraftRow)}


class SqlPassageRepository(PassageRepository):
    """Stores passages as rows, numbered within their job.

    `row` is the table: that of transcripts, or that of drafts.

    A writer renews its lease in the same transaction, which keeps a superseded attempt from writing
    here.
    """

    def __init__(self, transaction: Transaction, row: Row = PassageRow) -> None:
        self._transaction = transaction
        self._row = row

    @override
    async def append(self, job_id: JobId, passage: Passage) -> None:
        """Store the next passage. Raises StaleJobError if the job is gone, or has two writers."""
        with stored_with_job(job_id):
            await self._transaction.write(_APPEND[self._row], {"of_job": job_id, **_new(passage)})

    @override
    async def copy(self, source: JobId, target: JobId) -> None:
        """Copy within the database. Afterwards, check that the source exists."""
        names = [name for name in self._row.model_fields if name != "job_id"]
        values = [getattr(self._row, name) for name in names]
        passages = sa_select(literal(target, Uuid()), *values).where(
            col(self._row.job_id) == source
        )
        await self._transaction.write(insert(self._row).from_select(["job_id", *names], passages))
        known = select(JobRow.id).where(col(JobRow.id) == source)
        if not await self._transaction.scalars(known):
            raise JobNotFoundError(source)

    @override
    async def last(self, job_id: JobId) -> Passage | None:
        rows = await self._transaction.rows(
            select(self._row)
            .where(col(self._row.job_id) == job_id)
            .order_by(col(self._row.sequence).desc())
            .limit(1)
        )
        return passage_from_row(rows[0]) if rows else None

    @override
    async def behind(self, job_id: JobId, position: float) -> AsyncIterator[Passage]:
        """Read the next passages, a few at a time; no connection is held in between."""
        after = 0
        while rows := await self._behind(job_id, after, position):
            after = rows[-1].sequence
            for row in rows:
                yield passage_from_row(row)

    @override
    async def segments(self, job_id: JobId) -> AsyncIterator[Segment]:
        async for passage in self.behind(job_id, -1.0):
            for segment in passage.segments:
                yield segment

    @override
    async def gaps(self, job_id: JobId) -> AsyncIterator[Gap]:
        async for values in self._omissions(job_id, col(self._row.gaps)):
            yield Gap(**values)

    @override
    async def cuts(self, job_id: JobId) -> AsyncIterator[Cut]:
        async for values in self._omissions(job_id, col(self._row.cuts)):
            yield Cut(**values)

    @override
    async def texts(self, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
        if not job_ids:
            return {}
        rows = await self._transaction.tuples(
            select(self._row.job_id, self._row.text)
            .where(col(self._row.job_id).in_(job_ids))
            .order_by(col(self._row.job_id), col(self._row.sequence))
        )
        pieces = defaultdict[JobId, list[str]](list)
        for job_id, text in rows:
            pieces[JobId(job_id)].append(text)
        return {job_id: "".join(texts).strip() for job_id, texts in pieces.items()}

    async def _omissions(
        self, job_id: JobId, column: Mapped[list[dict[str, Any]] | None]
    ) -> AsyncIterator[dict[str, Any]]:
        """Read a column that is mostly null, without the segments beside it."""
        after = 0
        while rows := await self._transaction.tuples(
            select(self._row.sequence, column)
            .where(
                col(self._row.job_id) == job_id,
                col(self._row.sequence) > after,
                column.is_not(None),
            )
            .order_by(col(self._row.sequence))
            .limit(OMISSIONS_A_READ)
        ):
            after = rows[-1][0]
            await self._transaction.pause()
            for _, listed in rows:
                for values in listed or ():
                    yield values

    async def _behind(
        self, job_id: JobId, sequence: int, position: float
    ) -> Sequence[PassageColumns]:
        rows = await self._transaction.rows(
            select(self._row)
            .where(
                col(self._row.job_id) == job_id,
                col(self._row.sequence) > sequence,
                col(self._row.position) > position,
            )
            .order_by(col(self._row.sequence))
            .limit(PASSAGES_A_READ)
        )
        await self._transaction.pause()
        return rows


def _new(passage: Passage) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in passage_values(passage).items()}
