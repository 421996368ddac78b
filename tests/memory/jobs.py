from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Final

from typing_extensions import override

from application.ports.job_facets import FacetValue, JobFacets, most_common
from application.ports.jobs import Backlog, JobPage, JobQuery, JobRepository, OwnerLoad
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import BlobKey, Job, JobId, JobStatus, Lease
from domain.labels import Labels, tag_key
from domain.options import ModelName, Priority
from domain.user import UserId
from domain.webhooks import news_of_end
from tests.memory.database import MemoryTransaction

LAST_JOBS: Final = 20
AGE: Final = attrgetter("created_at", "id")


class MemoryJobRepository(JobRepository):
    """Jobs in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, job: Job) -> None:
        (await self._transaction.draft()).jobs[job.id] = job
        await self._tell(None, job)

    @override
    async def get(self, job_id: JobId) -> Job:
        job = self._transaction.seen.jobs.get(job_id)
        if job is None:
            raise JobNotFoundError(job_id)
        return job

    @override
    async def owned(self, job_id: JobId, owner: UserId) -> Job:
        job = await self.get(job_id)
        if job.owner != owner:
            raise JobNotFoundError(job_id)
        return job

    @override
    async def page(self, query: JobQuery) -> JobPage:
        matching = sorted(
            (job for job in self._all() if _matches(job, query)), key=AGE, reverse=True
        )
        shown = matching[query.skip : query.skip + query.limit]
        return JobPage(jobs=tuple(shown), total=len(matching))

    @override
    async def facets(self, owner: UserId, *, most: int) -> JobFacets:
        jobs = sorted((job for job in self._all() if job.owner == owner), key=AGE)
        written = {tag_key(tag): tag for job in jobs for tag in job.labels.tags}
        tags = most_common([(key, 1) for job in jobs for key in _tag_keys(job)], most)
        return JobFacets(
            tags=tuple(FacetValue(written[each.value], each.jobs) for each in tags),
            languages=most_common([(job.language, 1) for job in jobs if job.language], most),
            models=most_common([(job.model, 1) for job in jobs], most),
        )

    @override
    async def claim(
        self, job_id: JobId, lease: Lease, *, at: datetime, alone: bool = False
    ) -> Job | None:
        jobs = (await self._transaction.draft()).jobs
        job = jobs.get(job_id)
        if job is None or job.status is not JobStatus.QUEUED or (job.suspected and not alone):
            return None
        jobs[job_id] = job.claimed(lease, at=at)
        return jobs[job_id]

    @override
    async def renew(self, job: Job, lease: Lease) -> None:
        jobs = (await self._transaction.draft()).jobs
        stored = jobs.get(job.id)
        if stored is None or _version(stored) != (JobStatus.PROCESSING, job.attempt):
            raise StaleJobError(job.id)
        jobs[job.id] = replace(
            stored.advanced(progress=job.progress, detected=job.detected),
            lease=lease,
            preparing=job.preparing,
            suspected=job.suspected,
            listened=_heard_of_voices(stored, job),
        )

    @override
    async def replace(self, before: Job, after: Job) -> None:
        jobs = (await self._transaction.draft()).jobs
        stored = jobs.get(before.id)
        if stored is None or _version(stored) != _version(before):
            raise StaleJobError(before.id)
        jobs[before.id] = replace(
            after.advanced(progress=stored.progress, detected=after.detected or stored.detected),
            listened=_heard_of_voices(stored, after),
            labels=stored.labels,
        )
        if after.status.ended:
            (await self._transaction.draft()).voice_evidence.pop(after.id, None)
        if after.live is not None and after.has_transcript:
            (await self._transaction.draft()).drafts.pop(after.id, None)
        await self._tell(before, after)

    @override
    async def label(self, job: Job, labels: Labels) -> None:
        jobs = (await self._transaction.draft()).jobs
        if job.id not in jobs:
            raise StaleJobError(job.id)
        jobs[job.id] = replace(jobs[job.id], labels=labels)

    @override
    async def delete(self, job: Job) -> None:
        draft = await self._transaction.draft()
        draft.jobs.pop(job.id, None)
        for records in (
            draft.searchable,
            draft.passages,
            draft.drafts,
            draft.voice_evidence,
            draft.speakers,
            draft.speaker_edits,
        ):
            records.pop(job.id, None)
        bound = [each.upload for each in draft.uploads.values() if each.upload.job == job.id]
        for upload in bound:
            del draft.uploads[upload.id]
        for numbered in (draft.corrections, draft.speaker_moves):
            for key in [key for key in numbered if key[0] == job.id]:
                del numbered[key]
        for share in [share for share in draft.shares.values() if share.job_id == job.id]:
            del draft.shares[share.id]

    @override
    async def with_result(self, owner: UserId, fingerprint: str) -> Job | None:
        same = [
            job
            for job in self._all()
            if job.owner == owner and job.result_fingerprint == fingerprint
        ]
        return min(same, key=AGE, default=None)

    @override
    async def unfinished(self) -> Sequence[Job]:
        return sorted((job for job in self._all() if not job.status.ended), key=AGE)

    @override
    async def processing(self) -> Sequence[Job]:
        return [job for job in self._all() if job.status is JobStatus.PROCESSING]

    @override
    async def queued(self, *, after: Job | None = None, limit: int) -> Sequence[Job]:
        waiting = sorted((job for job in self._all() if job.status is JobStatus.QUEUED), key=AGE)
        return [job for job in waiting if after is None or AGE(job) > AGE(after)][:limit]

    @override
    async def ended(self, status: JobStatus, *, before: datetime, limit: int) -> Sequence[Job]:
        old = [
            (job.completed_at, job)
            for job in self._all()
            if job.status is status and job.completed_at is not None and job.completed_at < before
        ]
        return [job for _, job in sorted(old, key=itemgetter(0))][:limit]

    @override
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        return frozenset(keys) & {job.recording.key for job in self._all()}

    @override
    async def backlog(self) -> Backlog:
        statuses = [job.status for job in self._all()]
        queued = [job for job in self._all() if job.status is JobStatus.QUEUED]
        return Backlog(
            jobs={status: statuses.count(status) for status in JobStatus},
            oldest_queued_at=min((job.created_at for job in queued), default=None),
            queued_audio_seconds=sum(job.asked_seconds or 0.0 for job in queued),
        )

    @override
    async def load_of(self, owner: UserId) -> OwnerLoad:
        jobs = [job for job in self._all() if job.owner == owner and not job.status.ended]
        queued = [job for job in jobs if job.status is JobStatus.QUEUED]
        urgent = [job for job in jobs if job.options.priority is Priority.HIGH]
        seconds = sum(map(_seconds, jobs)), sum(map(_seconds, queued))
        return OwnerLoad(len(jobs), *seconds, len(urgent))

    @override
    async def stored_bytes_of(self, owner: UserId) -> int:
        return sum(job.recording.size_bytes for job in self._all() if job.owner == owner)

    @override
    async def audio_seconds_ahead(self, job: Job) -> float:
        return sum(
            _audio_left(other)
            for other in self._all()
            if other.id != job.id and _is_ahead(other, job)
        )

    @override
    async def real_time_factor(self, model: ModelName) -> float | None:
        done = [job for job in self._all() if job.model == model and _is_measured(job)]
        last = sorted(done, key=attrgetter("completed_at"))[-LAST_JOBS:]
        audio = sum(job.asked_seconds or 0.0 for job in last)
        return sum(map(_work_seconds, last)) / audio if audio else None

    async def _tell(self, before: Job | None, after: Job) -> None:
        news = news_of_end(before, after)
        if news is not None:
            (await self._transaction.draft()).deliveries[news.id] = news

    def _all(self) -> Iterable[Job]:
        return self._transaction.seen.jobs.values()


def _heard_of_voices(stored: Job, job: Job) -> float | None:
    return None if job.listened is None else max(job.listened, stored.listened or 0.0)


def _tag_keys(job: Job) -> set[str]:
    return set(map(tag_key, job.labels.tags))


def _audio_left(job: Job) -> float:
    done = job.progress if job.status is JobStatus.PROCESSING else 0.0
    return (job.asked_seconds or 0.0) * (1.0 - done)


def _matches(job: Job, query: JobQuery) -> bool:
    wanted = (query.text or "").casefold()
    named = any(wanted in name.casefold() for name in (job.recording.filename, job.title))
    owned = query.owner in {None, job.owner} and query.status in {None, job.status}
    return owned and named and query.filter.fits(job)


def _version(job: Job) -> tuple[JobStatus, int]:
    return job.status, job.attempt


def _is_ahead(other: Job, job: Job) -> bool:
    if other.status is JobStatus.QUEUED:
        return (other.options.priority.rank, *AGE(other)) < (job.options.priority.rank, *AGE(job))
    return other.status is JobStatus.PROCESSING


def _is_measured(job: Job) -> bool:
    """Tell a job that ended well in its first attempt: between two attempts nobody worked."""
    return job.status is JobStatus.COMPLETED and job.attempt == 1


def _seconds(job: Job) -> float:
    return job.asked_seconds or 0.0


def _work_seconds(job: Job) -> float:
    if job.started_at is None or job.completed_at is None:
        return 0.0
    return (job.completed_at - job.started_at).total_seconds()
