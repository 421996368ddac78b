from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, not_, or_, update
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.tables import UserRow
from adapters.sql.transaction import Transaction
from adapters.sql.upload_tables import UploadPartRow, UploadRow
from application.ports.uploads import UploadRepository, UploadWriter
from domain.errors.uploads import UploadLockedError, UploadNotFoundError, UploadOffsetError
from domain.job import BlobKey, JobId
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import UserId


class SqlUploadRepository(UploadRepository):
    """Stores uploads as rows. The writer's token is the fence: see `begin` and `append`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, upload: ResumableUpload) -> None:
        await self._transaction.insert(
            UploadRow(
                id=upload.id,
                owner=upload.owner,
                filename=upload.filename,
                sender_metadata=upload.metadata,
                length=upload.length,
                received=upload.offset,
                created_at=upload.created_at,
                expires_at=upload.expires_at,
                job_id=upload.job,
            )
        )

    @override
    async def owned(self, upload_id: UploadId, owner: UserId, *, now: datetime) -> ResumableUpload:
        row = await self._row(
            col(UploadRow.id) == upload_id,
            col(UploadRow.owner) == owner,
            col(UploadRow.expires_at) > now,
        )
        if row is None:
            raise UploadNotFoundError(upload_id)
        return _upload(row)

    @override
    async def of_job(self, job_id: JobId) -> ResumableUpload | None:
        row = await self._row(col(UploadRow.job_id) == job_id)
        return None if row is None else _upload(row)

    @override
    async def open_of(self, owner: UserId) -> int:
        """Count the uploads, one transaction after another: the call locks the user's row."""
        await self._transaction.lock(
            select(UserRow.id).where(col(UserRow.id) == owner).with_for_update(key_share=True)
        )
        counts = await self._transaction.scalars(
            select(func.count()).select_from(UploadRow).where(col(UploadRow.owner) == owner)
        )
        return counts[0]

    @override
    async def announced_bytes_of(self, owner: UserId) -> int:
        sums = await self._transaction.scalars(
            select(func.coalesce(func.sum(col(UploadRow.length)), 0)).where(
                col(UploadRow.owner) == owner
            )
        )
        return int(sums[0])

    @override
    async def begin(
        self, writer: UploadWriter, *, offset: int, now: datetime, until: datetime
    ) -> None:
        begun = await self._transaction.write(
            update(UploadRow)
            .where(
                col(UploadRow.id) == writer.upload_id,
                col(UploadRow.received) == offset,
                _is_free(now),
            )
            .values(writer=writer.token, writer_until=until)
        )
        if begun:
            return
        row = await self._row(col(UploadRow.id) == writer.upload_id)
        if row is None:
            raise UploadNotFoundError(writer.upload_id)
        if row.writer is not None and row.writer_until is not None and row.writer_until > now:
            raise UploadLockedError
        raise UploadOffsetError(row.received)

    @override
    async def renew(self, writer: UploadWriter, *, until: datetime) -> None:
        await self._write(writer, writer_until=until)

    @override
    async def append(self, writer: UploadWriter, part: UploadPart, *, expires_at: datetime) -> None:
        await self._write(writer, received=part.start + part.size, expires_at=expires_at)
        await self._transaction.insert(
            UploadPartRow(
                upload_id=writer.upload_id, start=part.start, size=part.size, blob_key=part.key
            )
        )

    @override
    async def release(self, writer: UploadWriter) -> None:
        await self._transaction.write(
            update(UploadRow).where(*_written_by(writer)).values(writer=None, writer_until=None)
        )

    @override
    async def parts(self, upload_id: UploadId) -> Sequence[UploadPart]:
        rows = await self._transaction.rows(
            select(UploadPartRow)
            .where(col(UploadPartRow.upload_id) == upload_id)
            .order_by(col(UploadPartRow.start))
        )
        return [UploadPart(row.start, row.size, BlobKey(row.blob_key)) for row in rows]

    @override
    async def count_parts(self, upload_id: UploadId) -> int:
        counts = await self._transaction.scalars(
            select(func.count())
            .select_from(UploadPartRow)
            .where(col(UploadPartRow.upload_id) == upload_id)
        )
        return counts[0]

    @override
    async def remove(self, upload: ResumableUpload, *, now: datetime) -> bool:
        removed = await self._transaction.write(
            delete(UploadRow).where(
                col(UploadRow.id) == upload.id,
                col(UploadRow.received) == upload.offset,
                _is_free(now),
            )
        )
        return bool(removed)

    @override
    async def expired(self, *, before: datetime, limit: int) -> Sequence[ResumableUpload]:
        rows = await self._transaction.rows(
            select(UploadRow)
            .where(col(UploadRow.expires_at) <= before, col(UploadRow.job_id).is_(None))
            .order_by(col(UploadRow.expires_at))
            .limit(limit)
        )
        return [_upload(row) for row in rows]

    @override
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        found = await self._transaction.scalars(
            select(UploadPartRow.blob_key).where(col(UploadPartRow.blob_key).in_(keys))
        )
        return frozenset(map(BlobKey, found))

    @override
    async def being_written(
        self, uploads: Collection[UploadId], *, now: datetime
    ) -> frozenset[UploadId]:
        found = await self._transaction.scalars(
            select(UploadRow.id).where(col(UploadRow.id).in_(uploads), not_(_is_free(now)))
        )
        return frozenset(map(UploadId, found))

    async def _row(self, *wanted: ColumnElement[bool]) -> UploadRow | None:
        rows = await self._transaction.rows(select(UploadRow).where(*wanted))
        return rows[0] if rows else None

    async def _write(self, writer: UploadWriter, **values: object) -> None:
        statement = update(UploadRow).where(*_written_by(writer)).values(**values)
        if not await self._transaction.write(statement):
            raise UploadLockedError


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(col(UploadRow.writer).is_(None), col(UploadRow.writer_until) <= now)


def _written_by(writer: UploadWriter) -> tuple[ColumnElement[bool], ...]:
    return col(UploadRow.id) == writer.upload_id, col(UploadRow.writer) == writer.token


def _upload(row: UploadRow) -> ResumableUpload:
    return ResumableUpload(
        id=UploadId(row.id),
        owner=UserId(row.owner),
        filename=row.filename,
        metadata=row.sender_metadata,
        length=row.length,
        created_at=row.created_at,
        expires_at=row.expires_at,
        offset=row.received,
        job=None if row.job_id is None else JobId(row.job_id),
    )
