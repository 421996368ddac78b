from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, literal, update
from sqlmodel import Field, col, select
from sqlmodel.sql.sqltypes import UTCDateTime
from typing_extensions import override

from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table
from adapters.sql.transaction import Transaction
from application.ports.idempotency_keys import (
    AnsweredRequest,
    IdempotencyKeys,
    KeyClaim,
    Receipt,
)
from domain.errors.jobs import IdempotencyKeyInUseError
from domain.job import JobId, JobStatus


class IdempotencyKeyRow(Table, table=True):
    """A claimed key, or an answered one if `fingerprint` is set; it is free from `until` on.

    The job is no foreign key, since the answer outlives a deleted job.
    """

    __tablename__ = "idempotency_keys"

    owner: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=PlainText)
    token: UUID
    until: datetime = Field(index=True)
    fingerprint: str | None = None
    job_id: UUID | None = None
    job_status: str | None = None


class SqlIdempotencyKeys(IdempotencyKeys):
    """Stores keys as rows, one for each owner and key; the primary key decides between claims."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def claim(
        self, claim: KeyClaim, *, now: datetime, until: datetime
    ) -> AnsweredRequest | None:
        """Insert the row, or take over an expired one, in one statement."""
        row = IdempotencyKeyRow(owner=claim.owner, key=claim.key, token=claim.token, until=until)
        values = row.model_dump()
        statement = (
            self._transaction.insertion(IdempotencyKeyRow)
            .values(**values)
            .on_conflict_do_update(
                index_elements=["owner", "key"],
                set_={name: values[name] for name in values if name not in {"owner", "key"}},
                where=col(IdempotencyKeyRow.until) <= literal(now, UTCDateTime()),
            )
            .returning(literal(1))
        )
        if await self._transaction.write_returning(statement):
            return None
        return await self._answered(claim)

    @override
    async def renew(self, claim: KeyClaim, *, until: datetime) -> None:
        await self._write(claim, until=until)

    @override
    async def settle(self, claim: KeyClaim, answered: AnsweredRequest, *, until: datetime) -> None:
        await self._write(
            claim,
            until=until,
            fingerprint=answered.fingerprint,
            job_id=answered.receipt.job_id,
            job_status=answered.receipt.status.value,
        )

    @override
    async def release(self, claim: KeyClaim) -> None:
        await self._transaction.write(delete(IdempotencyKeyRow).where(*_held(claim)))

    @override
    async def forget(self, *, before: datetime) -> int:
        past = col(IdempotencyKeyRow.until) <= before
        return await self._transaction.write(delete(IdempotencyKeyRow).where(past))

    async def _answered(self, claim: KeyClaim) -> AnsweredRequest:
        rows = await self._transaction.rows(
            select(IdempotencyKeyRow).where(
                col(IdempotencyKeyRow.owner) == claim.owner,
                col(IdempotencyKeyRow.key) == claim.key,
            )
        )
        row = rows[0] if rows else None
        if row is None or row.fingerprint is None or row.job_id is None or row.job_status is None:
            raise IdempotencyKeyInUseError
        receipt = Receipt(JobId(row.job_id), JobStatus(row.job_status))
        return AnsweredRequest(row.fingerprint, receipt)

    async def _write(self, claim: KeyClaim, **values: object) -> None:
        statement = update(IdempotencyKeyRow).where(*_held(claim)).values(**values)
        if not await self._transaction.write(statement):
            raise IdempotencyKeyInUseError


def _held(claim: KeyClaim) -> tuple[ColumnElement[bool], ...]:
    return (
        col(IdempotencyKeyRow.owner) == claim.owner,
        col(IdempotencyKeyRow.key) == claim.key,
        col(IdempotencyKeyRow.token) == claim.token,
        col(IdempotencyKeyRow.fingerprint).is_(None),
    )
