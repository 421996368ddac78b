from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import JSON, Uuid, insert, literal
from sqlalchemy import select as sa_select
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.speakers import SpeakerRepository
from domain.job import JobId
from domain.speaker_assignment import Part, Parts
from domain.speakers import SpeakerTurn

# Turns, or segments with their parts, in one row: half an hour of talk and some ten kilobytes.
ITEMS_A_ROW: Final = 500

Item = TypeVar("Item")


class Items(Table):
    """Consecutive items of a job; the rows are counted from 0."""

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    sequence: int = Field(primary_key=True)
    items: list[Any] = Field(sa_type=JSON)


class SpeakerTurnsRow(Items, table=True):
    """Turns, each as [start, end, label]."""

    __tablename__ = "speaker_turns"


class SpeakerPartsRow(Items, table=True):
    """The parts of segments, each as [first word, label or null]."""

    __tablename__ = "speaker_parts"


class SqlSpeakerRepository(SpeakerRepository):
    """Stores turns and parts as JSON, many in a row: they are only read in their order."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def keep(
        self, job_id: JobId, turns: Sequence[SpeakerTurn], parts: Sequence[Parts]
    ) -> None:
        listed = [[turn.start, turn.end, turn.speaker] for turn in turns]
        divided = [[[part.first, part.speaker] for part in each] for each in parts]
        with stored_with_job(job_id):
            await self._insert(SpeakerTurnsRow, job_id, listed)
            await self._insert(SpeakerPartsRow, job_id, divided)

    @override
    async def turns(self, job_id: JobId) -> AsyncIterator[SpeakerTurn]:
        async for start, end, speaker in self._items(SpeakerTurnsRow, job_id):
            yield SpeakerTurn(start, end, speaker)

    @override
    async def parts(self, job_id: JobId) -> AsyncIterator[Parts]:
        async for parts in self._items(SpeakerPartsRow, job_id):
            yield tuple(Part(*part) for part in parts)

    @override
    async def copy(self, source: JobId, target: JobId) -> None:
        for table in (SpeakerTurnsRow, SpeakerPartsRow):
            copied = sa_select(
                literal(target, Uuid()), col(table.sequence), col(table.items)
            ).where(col(table.job_id) == source)
            await self._transaction.write(
                insert(table).from_select(["job_id", "sequence", "items"], copied)
            )

    async def _insert(self, table: type[Items], job_id: JobId, items: Sequence[Any]) -> None:
        for sequence, some in enumerate(_rows(items)):
            await self._transaction.insert(table(job_id=job_id, sequence=sequence, items=some))

    async def _items(self, table: type[Items], job_id: JobId) -> AsyncIterator[Any]:
        """Read one row at a time; no connection is held in between."""
        sequence = 0
        while rows := await self._transaction.rows(
            select(table).where(col(table.job_id) == job_id, col(table.sequence) == sequence)
        ):
            sequence += 1
            await self._transaction.pause()
            for item in rows[0].items:
                yield item


def _rows(items: Sequence[Item]) -> Iterator[list[Item]]:
    return (list(items[begin : begin + ITEMS_A_ROW]) for begin in range(0, len(items), ITEMS_A_ROW))
