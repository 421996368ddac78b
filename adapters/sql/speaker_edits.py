from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.speaker_edits import SpeakerEditRepository
from domain.job import JobId
from domain.speaker_edits import LabelEdit, Move, SpeakerEdits

MOVES_A_READ: Final = 500


class SpeakerLabelRow(Table, table=True):
    """What a user says of one speaker."""

    __tablename__ = "speaker_labels"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    label: str = Field(primary_key=True, sa_type=PlainText)
    name: str | None = Field(sa_type=PlainText)
    merged_into: str | None = Field(sa_type=PlainText)


class SpeakerMoveRow(Table, table=True):
    """A segment that a user gives to another speaker; segments are counted from 0."""

    __tablename__ = "speaker_moves"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    segment_index: int = Field(primary_key=True)
    speaker: str = Field(sa_type=PlainText)


Row = SpeakerLabelRow | SpeakerMoveRow


class SqlSpeakerEditRepository(SpeakerEditRepository):
    """Stores edits as rows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def edit(self, job_id: JobId, label: str, edit: LabelEdit) -> None:
        at = col(SpeakerLabelRow.job_id) == job_id, col(SpeakerLabelRow.label) == label
        if edit == LabelEdit():
            await self._transaction.write(delete(SpeakerLabelRow).where(*at))
            return
        row = SpeakerLabelRow(
            job_id=job_id, label=label, name=edit.name, merged_into=edit.merged_into
        )
        await self._put(row, at, {"name": edit.name, "merged_into": edit.merged_into})

    @override
    async def move(self, job_id: JobId, move: Move) -> None:
        row = SpeakerMoveRow(job_id=job_id, segment_index=move.index, speaker=move.speaker)
        await self._put(row, _at(job_id, move.index), {"speaker": move.speaker})

    @override
    async def withdraw_move(self, job_id: JobId, index: int) -> None:
        await self._transaction.write(delete(SpeakerMoveRow).where(*_at(job_id, index)))

    @override
    async def withdraw_all(self, job_id: JobId) -> None:
        for table in (SpeakerLabelRow, SpeakerMoveRow):
            await self._transaction.write(delete(table).where(col(table.job_id) == job_id))

    @override
    async def edits(self, job_ids: Collection[JobId]) -> Mapping[JobId, SpeakerEdits]:
        if not job_ids:
            return {}
        rows = await self._transaction.rows(
            select(SpeakerLabelRow).where(col(SpeakerLabelRow.job_id).in_(job_ids))
        )
        labels: dict[JobId, dict[str, LabelEdit]] = {}
        for row in rows:
            edit = LabelEdit(row.name, row.merged_into)
            labels.setdefault(JobId(row.job_id), {})[row.label] = edit
        return {job_id: SpeakerEdits(edits) for job_id, edits in labels.items()}

    @override
    async def moves(self, job_id: JobId) -> AsyncIterator[Move]:
        after = -1
        while rows := await self._transaction.rows(
            select(SpeakerMoveRow)
            .where(col(SpeakerMoveRow.job_id) == job_id, col(SpeakerMoveRow.segment_index) > after)
            .order_by(col(SpeakerMoveRow.segment_index))
            .limit(MOVES_A_READ)
        ):
            after = rows[-1].segment_index
            await self._transaction.pause()
            for row in rows:
                yield Move(row.segment_index, row.speaker)

    async def _put(
        self, row: Row, at: tuple[ColumnElement[bool], ...], values: Mapping[str, Any]
    ) -> None:
        changed = await self._transaction.write(update(type(row)).where(*at).values(**values))
        if not changed:
            with stored_with_job(JobId(row.job_id)):
                await self._transaction.insert(row)


def _at(job_id: JobId, index: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(SpeakerMoveRow.job_id) == job_id, col(SpeakerMoveRow.segment_index) == index
