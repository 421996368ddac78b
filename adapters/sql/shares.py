from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Field, col, select
from typing_extensions import override

from adapters.sql.errors import stored_with_job
from adapters.sql.plain_text import PlainText
from adapters.sql.tables import JobRow, Table
from adapters.sql.transaction import Transaction
from application.ports.shares import ShareRepository
from domain.errors.sharing import ShareNotFoundError
from domain.job import JobId
from domain.share import Share, ShareId, ShareTerms
from domain.user import UserId


class ShareRow(Table, table=True):
    """A link to a job's transcript; `digest` is the hash of its token."""

    __tablename__ = "shares"

    id: UUID = Field(primary_key=True)
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE", index=True)
    label: str = Field(sa_type=PlainText)
    audio: bool
    downloads: bool
    digest: str = Field(unique=True)
    key_digest: str | None
    created_at: datetime
    expires_at: datetime = Field(index=True)


class SqlShareRepository(ShareRepository):
    """Stores links as rows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, share: Share) -> None:
        with stored_with_job(share.job_id):
            await self._transaction.insert(_to_row(share))

    @override
    async def by_digest(self, digest: str) -> Share | None:
        rows = await self._transaction.rows(select(ShareRow).where(col(ShareRow.digest) == digest))
        return _from_row(rows[0]) if rows else None

    @override
    async def open_of(self, job_id: JobId, *, at: datetime) -> Sequence[Share]:
        rows = await self._transaction.rows(
            select(ShareRow)
            .where(col(ShareRow.job_id) == job_id, col(ShareRow.expires_at) > at)
            .order_by(col(ShareRow.created_at).desc(), col(ShareRow.id).desc())
        )
        return [_from_row(row) for row in rows]

    @override
    async def withdraw(self, share_id: ShareId, job_id: JobId) -> None:
        hit = await self._transaction.write(
            delete(ShareRow).where(col(ShareRow.id) == share_id, col(ShareRow.job_id) == job_id)
        )
        if not hit:
            raise ShareNotFoundError(share_id)

    @override
    async def withdraw_all(self, owner: UserId) -> None:
        theirs = select(JobRow.id).where(col(JobRow.owner) == owner)
        await self._transaction.write(delete(ShareRow).where(col(ShareRow.job_id).in_(theirs)))

    @override
    async def forget(self, *, before: datetime) -> int:
        ended = col(ShareRow.expires_at) < before
        return await self._transaction.write(delete(ShareRow).where(ended))


def _to_row(share: Share) -> ShareRow:
    return ShareRow(
        id=share.id,
        job_id=share.job_id,
        label=share.terms.label,
        audio=share.terms.audio,
        downloads=share.terms.downloads,
        digest=share.digest,
        key_digest=share.key_digest,
        created_at=share.created_at,
        expires_at=share.expires_at,
    )


def _from_row(row: ShareRow) -> Share:
    return Share(
        id=ShareId(row.id),
        job_id=JobId(row.job_id),
        terms=ShareTerms(row.label, audio=row.audio, downloads=row.downloads),
        digest=row.digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        key_digest=row.key_digest,
    )
