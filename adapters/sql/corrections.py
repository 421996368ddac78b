from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.corrections import CorrectionRepository
from domain.correction import Correction
from domain.job import JobId

CORRECTIONS_A_READ: Final = 500


class CorrectionRow(Table, table=True):
    """A user's text in place of that of a segment; segments are counted from 0."""

    __tablename__ = "corrections"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    segment_index: int = Field(primary_key=True)
    text: str = Field(sa_type=PlainText)
    corrected_at: datetime


class SqlCorrectionRepository(CorrectionRepository):
    """Stores corrections as rows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def keep(self, job_id: JobId, correction: Correction) -> None:
        row = CorrectionRow(
            job_id=job_id,
            segment_index=correction.index,
            text=correction.text,
            corrected_at=correction.corrected_at,
        )
        changed = await self._transaction.write(
            update(CorrectionRow)
            .where(*_at(job_id, correction.index))
            .values(text=row.text, corrected_at=row.corrected_at)
        )
        if not changed:
            with stored_with_job(job_id):
                await self._transaction.insert(row)

    @override
    async def withdraw(self, job_id: JobId, index: int) -> None:
        await self._transaction.write(delete(CorrectionRow).where(*_at(job_id, index)))

    @override
    async def of(self, job_id: JobId) -> AsyncIterator[Correction]:
        after = -1
        while rows := await self._behind(job_id, after):
            after = rows[-1].segment_index
            for row in rows:
                yield Correction(row.segment_index, row.text, row.corrected_at)

    @override
    async def corrected(self, job_ids: Collection[JobId]) -> frozenset[JobId]:
        if not job_ids:
            return frozenset()
        found = await self._transaction.scalars(
            select(CorrectionRow.job_id).where(col(CorrectionRow.job_id).in_(job_ids)).distinct()
        )
        return frozenset(map(JobId, found))

    async def _behind(self, job_id: JobId, index: int) -> Sequence[CorrectionRow]:
        """Read further rows. Even the last read, which finds none, keeps no connection."""
        rows = await self._transaction.rows(
            select(CorrectionRow)
            .where(col(CorrectionRow.job_id) == job_id, col(CorrectionRow.segment_index) > index)
            .order_by(col(CorrectionRow.segment_index))
            .limit(CORRECTIONS_A_READ)
        )
        await self._transaction.pause()
        return rows


def _at(job_id: JobId, index: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(CorrectionRow.job_id) == job_id, col(CorrectionRow.segment_index) == index
