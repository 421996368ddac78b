from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from sqlalchemy import LargeBinary, delete, func
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.diarizer import Listened
from application.ports.voice_evidence import VoiceEvidenceRepository
from domain.job import JobId

# Evidence of about a minute of audio each, some ten kilobytes.
EVIDENCE_A_READ: Final = 32


class VoiceEvidenceRow(Table, table=True):
    """What was learned of the voices up to `position` seconds: the `sequence`-th, from 1."""

    __tablename__ = "voice_evidence"

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    sequence: int = Field(primary_key=True)
    position: float
    evidence: bytes = Field(sa_type=LargeBinary)


class SqlVoiceEvidenceRepository(VoiceEvidenceRepository):
    """Stores evidence as rows, numbered within their job.

    A writer renews its lease in the same transaction, which keeps a superseded attempt from writing
    here.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def append(self, job_id: JobId, heard: Listened) -> None:
        stored = await self._transaction.scalars(
            select(func.count())
            .select_from(VoiceEvidenceRow)
            .where(col(VoiceEvidenceRow.job_id) == job_id)
        )
        row = VoiceEvidenceRow(
            job_id=job_id,
            sequence=stored[0] + 1,
            position=heard.position,
            evidence=heard.evidence,
        )
        with stored_with_job(job_id):
            await self._transaction.insert(row)

    @override
    async def position(self, job_id: JobId) -> float:
        reached = await self._transaction.scalars(
            select(func.max(VoiceEvidenceRow.position)).where(
                col(VoiceEvidenceRow.job_id) == job_id
            )
        )
        return reached[0] or 0.0

    @override
    async def of(self, job_id: JobId) -> AsyncIterator[bytes]:
        after = 0
        while rows := await self._transaction.rows(
            select(VoiceEvidenceRow)
            .where(col(VoiceEvidenceRow.job_id) == job_id, col(VoiceEvidenceRow.sequence) > after)
            .order_by(col(VoiceEvidenceRow.sequence))
            .limit(EVIDENCE_A_READ)
        ):
            after = rows[-1].sequence
            await self._transaction.pause()
            for row in rows:
                yield row.evidence

    @override
    async def forget(self, job_id: JobId) -> None:
        await self._transaction.write(
            delete(VoiceEvidenceRow).where(col(VoiceEvidenceRow.job_id) == job_id)
        )
