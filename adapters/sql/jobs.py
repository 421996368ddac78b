from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, delete, func, insert, literal, or_, tuple_, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar
from sqlmodel.sql.sqltypes import UTCDateTime
from typing_extensions import override

from adapters.sql import job_statements as statements
from adapters.sql import workload
from adapters.sql.job_conditions import conditions as filter_conditions
from adapters.sql.job_facets import facets as job_facets
from adapters.sql.job_tags import JobTagRow
from adapters.sql.mapping import job_from_row, job_values, label_values
from adapters.sql.tables import DraftRow, JobRow
from adapters.sql.transaction import Transaction
from adapters.sql.upload_tables import UploadRow
from adapters.sql.voice_evidence import SqlVoiceEvidenceRepository
from adapters.sql.webhook_mapping import delivery_to_row
from application.ports.job_facets import JobFacets
from application.ports.jobs import Backlog, JobPage, JobQuery, JobRepository, OwnerLoad
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import BlobKey, Job, JobId, JobStatus, Lease
from domain.labels import Labels, tag_key
from domain.options import ModelName
from domain.user import UserId
from domain.webhooks import news_of_end


class SqlJobRepository(JobRepository):
    """Stores jobs as rows. `attempt` is the fencing token: see `claim`, `renew` and `replace`."""

    def __init__(self, transaction: Transaction, *, keep_voice_evidence: bool = False) -> None:
        self._transaction = transaction
        self._evidence = SqlVoiceEvidenceRepository(transaction)
        self._keep_evidence = keep_voice_evidence

    @override
    async def add(self, job: Job) -> None:
        await self._transaction.insert_values(JobRow, job_values(job) | label_values(job.labels))
        await self._write_tags(job, job.labels)
        await self._tell(None, job)

    @override
    async def get(self, job_id: JobId) -> Job:
        return await self._only(statements.BY_ID, job_id)

    @override
    async def owned(self, job_id: JobId, owner: UserId) -> Job:
        return await self._only(statements.OWNED, job_id, by_owner=owner)

    @override
    async def page(self, query: JobQuery) -> JobPage:
        wanted = list(_wanted(query))
        total = await self._transaction.scalars(
            select(func.count()).select_from(JobRow).where(*wanted)
        )
        rows = await self._transaction.rows(
            select(JobRow)
            .where(*wanted)
            .order_by(col(JobRow.created_at).desc(), col(JobRow.id).desc())
            .offset(query.skip)
            .limit(query.limit)
        )
        return JobPage(jobs=tuple(map(job_from_row, rows)), total=total[0])

    @override
    async def facets(self, owner: UserId, *, most: int) -> JobFacets:
        return await job_facets(self._transaction, owner, most)

    @override
    async def claim(
        self, job_id: JobId, lease: Lease, *, at: datetime, alone: bool = False
    ) -> Job | None:
        asked = {"job_id": job_id, "at": at, "alone": alone}
        asked |= {"worker": lease.worker, "lease_until": lease.until}
        rows = await self._transaction.write_returning(statements.CLAIM, asked)
        return job_from_row(rows[0]) if rows else None

    @override
    async def renew(self, job: Job, lease: Lease) -> None:
        signed = {"worker": lease.worker, "lease_until": lease.until}
        await self._change(job, JobStatus.PROCESSING, signed | statements.told(job))

    @override
    async def replace(self, before: Job, after: Job) -> None:
        values = job_values(after)
        for name in ("id", *statements.TOLD):
            del values[name]
        await self._change(before, before.status, values | statements.told(after))
        if after.listens_to_voices and after.status.ended and not self._keep_evidence:
            await self._evidence.forget(after.id)
        if after.live is not None and after.has_transcript:
            await self._transaction.write(delete(DraftRow).where(col(DraftRow.job_id) == after.id))
        await self._tell(before, after)

    @override
    async def label(self, job: Job, labels: Labels) -> None:
        written = update(JobRow).where(col(JobRow.id) == job.id).values(**label_values(labels))
        if not await self._transaction.write(written):
            raise StaleJobError(job.id)
        await self._transaction.write(delete(JobTagRow).where(col(JobTagRow.job_id) == job.id))
        await self._write_tags(job, labels)

    @override
    async def delete(self, job: Job) -> None:
        if job.live is not None:
            await self._transaction.write(delete(UploadRow).where(col(UploadRow.job_id) == job.id))
        await self._transaction.write(delete(JobRow).where(col(JobRow.id) == job.id))

    @override
    async def with_result(self, owner: UserId, fingerprint: str) -> Job | None:
        rows = await self._transaction.rows(
            select(JobRow)
            .where(
                col(JobRow.owner) == owner,
                col(JobRow.result_fingerprint) == fingerprint,
                col(JobRow.status) == JobStatus.COMPLETED,
            )
            .order_by(col(JobRow.created_at), col(JobRow.id))
            .limit(1)
        )
        return job_from_row(rows[0]) if rows else None

    @override
    async def unfinished(self) -> Sequence[Job]:
        rows = await self._transaction.rows(
            select(JobRow)
            .where(col(JobRow.status).in_((JobStatus.QUEUED, JobStatus.PROCESSING)))
            .order_by(col(JobRow.created_at), col(JobRow.id))
        )
        return [job_from_row(row) for row in rows]

    @override
    async def processing(self) -> Sequence[Job]:
        rows = await self._transaction.rows(
            select(JobRow).where(col(JobRow.status) == JobStatus.PROCESSING)
        )
        return [job_from_row(row) for row in rows]

    @override
    async def queued(self, *, after: Job | None = None, limit: int) -> Sequence[Job]:
        age = tuple_(col(JobRow.created_at), col(JobRow.id))
        statement = select(JobRow).where(col(JobRow.status) == JobStatus.QUEUED)
        if after is not None:
            reached = tuple_(literal(after.created_at, UTCDateTime()), literal(after.id, Uuid()))
            statement = statement.where(age > reached)
        rows = await self._transaction.rows(
            statement.order_by(col(JobRow.created_at), col(JobRow.id)).limit(limit)
        )
        return [job_from_row(row) for row in rows]

    @override
    async def ended(self, status: JobStatus, *, before: datetime, limit: int) -> Sequence[Job]:
        rows = await self._transaction.rows(
            select(JobRow)
            .where(col(JobRow.status) == status, col(JobRow.completed_at) < before)
            .order_by(col(JobRow.completed_at))
            .limit(limit)
        )
        return [job_from_row(row) for row in rows]

    @override
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        found = await self._transaction.scalars(
            select(JobRow.blob_key).where(col(JobRow.blob_key).in_(keys))
        )
        return frozenset(map(BlobKey, found))

    @override
    async def backlog(self) -> Backlog:
        return await workload.backlog(self._transaction)

    @override
    async def load_of(self, owner: UserId) -> OwnerLoad:
        return await workload.load_of(self._transaction, owner)

    @override
    async def stored_bytes_of(self, owner: UserId) -> int:
        return await workload.stored_bytes_of(self._transaction, owner)

    @override
    async def audio_seconds_ahead(self, job: Job) -> float:
        return await workload.audio_seconds_ahead(self._transaction, job)

    @override
    async def real_time_factor(self, model: ModelName) -> float | None:
        return await workload.real_time_factor(self._transaction, model)

    async def _write_tags(self, job: Job, labels: Labels) -> None:
        rows = [{"job_id": job.id, "tag": tag_key(tag)} for tag in labels.tags]
        await self._transaction.insert_many(insert(JobTagRow), rows)

    async def _change(self, job: Job, status: JobStatus, values: dict[str, Any]) -> None:
        """Write if the job still has this attempt and status. Raises StaleJobError otherwise."""
        asked = {"job_id": job.id, "of_status": status, "of_attempt": job.attempt}
        if not await self._transaction.write(statements.CHANGE, asked | values):
            raise StaleJobError(job.id)

    async def _tell(self, before: Job | None, after: Job) -> None:
        news = news_of_end(before, after)
        if news is not None:
            await self._transaction.insert(delivery_to_row(news))

    async def _only(self, statement: SelectOfScalar[JobRow], job_id: JobId, **more: UUID) -> Job:
        rows = await self._transaction.rows(statement, {"job_id": job_id, **more})
        if not rows:
            raise JobNotFoundError(job_id)
        return job_from_row(rows[0])


def _wanted(query: JobQuery) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.owner is not None:
        conditions.append(col(JobRow.owner) == query.owner)
    if query.status is not None:
        conditions.append(col(JobRow.status) == query.status)
    if query.text:
        folded = query.text.casefold()
        named = col(JobRow.filename_folded), col(JobRow.title_folded)
        conditions.append(or_(*(name.contains(folded, autoescape=True) for name in named)))
    conditions.extend(filter_conditions(query.filter))
    return conditions
