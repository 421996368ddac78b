from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from typing_extensions import override

from application.ports.search_index import (
    FoundPassage,
    FoundPassages,
    SearchDocument,
    SearchIndex,
    SearchQuery,
)
from domain.errors.jobs import StaleJobError
from domain.job import Job, JobId
from domain.search.matches import excerpt
from domain.user import UserId
from tests.memory.database import MemoryTransaction


class MemorySearchIndex(SearchIndex):
    """Reads through everything for each search."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def waiting(self, *, limit: int, without: Collection[JobId] = ()) -> Sequence[Job]:
        seen = self._transaction.seen
        waiting = [
            job
            for job in seen.jobs.values()
            if _waits(job, seen.searchable) and job.id not in without
        ]
        return sorted(waiting, key=_completed, reverse=True)[:limit]

    @override
    async def waiting_of(self, owner: UserId, *, most: int) -> int:
        return len([job for job in await self.waiting(limit=10**9) if job.owner == owner][:most])

    @override
    async def hold(self, job_id: JobId) -> bool:
        return job_id in (await self._transaction.draft()).searchable

    @override
    async def keep(self, job: Job, documents: Sequence[SearchDocument]) -> None:
        draft = await self._transaction.draft()
        if job.id not in draft.jobs:
            raise StaleJobError(job.id)
        draft.searchable[job.id] = tuple(documents)

    @override
    async def amend(self, job_id: JobId, texts: Mapping[int, str]) -> None:
        searchable = (await self._transaction.draft()).searchable
        searchable[job_id] = tuple(each.with_texts(texts) for each in searchable[job_id])

    @override
    async def find(self, query: SearchQuery, *, reach: int) -> FoundPassages:
        passages = [
            (job, document)
            for job in self._searched(query.owner)
            for document in self._transaction.seen.searchable[job.id]
        ]
        highest = len(passages) if query.after is None else min(query.after, len(passages))
        lowest = max(0, highest - reach)
        found: list[FoundPassage] = []
        for position in range(highest - 1, lowest - 1, -1):
            job, document = passages[len(passages) - 1 - position]
            if query.filter.fits(job) and _says(document, query):
                found.append(_found(position, job, document))
            if len(found) == query.limit:
                return FoundPassages(found, position)
        return FoundPassages(found, lowest or None)

    def _searched(self, owner: UserId) -> Sequence[Job]:
        seen = self._transaction.seen
        own = [seen.jobs[job_id] for job_id in seen.searchable if seen.jobs[job_id].owner == owner]
        return sorted(own, key=_completed, reverse=True)


def _says(document: SearchDocument, query: SearchQuery) -> bool:
    return excerpt([segment.text for segment in document.segments], query.clauses) is not None


def _found(position: int, job: Job, document: SearchDocument) -> FoundPassage:
    return FoundPassage(position, job.id, job.title, job.created_at, job.language, document)


def _waits(job: Job, searchable: Mapping[JobId, object]) -> bool:
    return job.has_transcript and job.id not in searchable


def _completed(job: Job) -> datetime:
    assert job.completed_at is not None
    return job.completed_at
