from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from application.ports.uploads import UploadRepository, UploadWriter
from domain.errors.uploads import UploadLockedError, UploadNotFoundError, UploadOffsetError
from domain.job import BlobKey, JobId
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import UserId
from tests.memory.database import MemoryTransaction, UploadRecord


class MemoryUploadRepository(UploadRepository):
    """Uploads in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, upload: ResumableUpload) -> None:
        (await self._transaction.draft()).uploads[upload.id] = UploadRecord(upload)

    @override
    async def owned(self, upload_id: UploadId, owner: UserId, *, now: datetime) -> ResumableUpload:
        record = self._transaction.seen.uploads.get(upload_id)
        if record is None or record.upload.owner != owner or record.upload.expires_at <= now:
            raise UploadNotFoundError(upload_id)
        return record.upload

    @override
    async def of_job(self, job_id: JobId) -> ResumableUpload | None:
        uploads = [record.upload for record in self._transaction.seen.uploads.values()]
        return next((upload for upload in uploads if upload.job == job_id), None)

    @override
    async def open_of(self, owner: UserId) -> int:
        records = (await self._transaction.draft()).uploads.values()
        return sum(record.upload.owner == owner for record in records)

    @override
    async def announced_bytes_of(self, owner: UserId) -> int:
        uploads = [each.upload for each in (await self._transaction.draft()).uploads.values()]
        return sum(upload.length for upload in uploads if upload.owner == owner)

    @override
    async def begin(
        self, writer: UploadWriter, *, offset: int, now: datetime, until: datetime
    ) -> None:
        uploads = (await self._transaction.draft()).uploads
        record = uploads.get(writer.upload_id)
        if record is None:
            raise UploadNotFoundError(writer.upload_id)
        if record.is_held(now):
            raise UploadLockedError
        if record.upload.offset != offset:
            raise UploadOffsetError(record.upload.offset)
        uploads[writer.upload_id] = replace(record, writer=writer.token, until=until)

    @override
    async def renew(self, writer: UploadWriter, *, until: datetime) -> None:
        record = await self._written_by(writer)
        self._transaction.seen.uploads[writer.upload_id] = replace(record, until=until)

    @override
    async def append(self, writer: UploadWriter, part: UploadPart, *, expires_at: datetime) -> None:
        record = await self._written_by(writer)
        upload = replace(record.upload, offset=part.start + part.size, expires_at=expires_at)
        self._transaction.seen.uploads[writer.upload_id] = replace(
            record, upload=upload, parts=(*record.parts, part)
        )

    @override
    async def release(self, writer: UploadWriter) -> None:
        uploads = (await self._transaction.draft()).uploads
        record = uploads.get(writer.upload_id)
        if record is not None and record.writer == writer.token:
            uploads[writer.upload_id] = replace(record, writer=None, until=None)

    @override
    async def parts(self, upload_id: UploadId) -> Sequence[UploadPart]:
        record = self._transaction.seen.uploads.get(upload_id)
        return record.parts if record else ()

    @override
    async def count_parts(self, upload_id: UploadId) -> int:
        return len(await self.parts(upload_id))

    @override
    async def remove(self, upload: ResumableUpload, *, now: datetime) -> bool:
        uploads = (await self._transaction.draft()).uploads
        record = uploads.get(upload.id)
        if record is None or record.upload.offset != upload.offset or record.is_held(now):
            return False
        del uploads[upload.id]
        return True

    @override
    async def expired(self, *, before: datetime, limit: int) -> Sequence[ResumableUpload]:
        uploads = [record.upload for record in self._transaction.seen.uploads.values()]
        old = [upload for upload in uploads if upload.expires_at <= before and upload.job is None]
        return sorted(old, key=lambda upload: upload.expires_at)[:limit]

    @override
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        records = self._transaction.seen.uploads.values()
        return frozenset(keys) & {part.key for record in records for part in record.parts}

    @override
    async def being_written(
        self, uploads: Collection[UploadId], *, now: datetime
    ) -> frozenset[UploadId]:
        records = self._transaction.seen.uploads
        return frozenset(each for each in uploads if each in records and records[each].is_held(now))

    async def _written_by(self, writer: UploadWriter) -> UploadRecord:
        record = (await self._transaction.draft()).uploads.get(writer.upload_id)
        if record is None or record.writer != writer.token:
            raise UploadLockedError
        return record
