from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from typing_extensions import override

from application.ports.search_index import FoundPassage, SearchDocument, SearchIndex, SearchQuery
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
    async def find(self, query: SearchQuery) -> Sequence[FoundPassage]:
        matching = [
            FoundPassage(0, job.id, job.title, job.created_at, job.language, each)
            for job in self._searched(query)
            for each in self._transaction.seen.searchable[job.id]
            if excerpt([segment.text for segment in each.segments], query.clauses)
        ]
        after = len(matching) if query.after is None else query.after
        shown = matching[len(matching) - after :][: query.limit]
        return [
            FoundPassage(
                after - 1 - place,
                each.job_id,
                each.title,
                each.created_at,
                each.language,
                each.document,
            )
            for place, each in enumerate(shown)
        ]

    def _searched(self, query: SearchQuery) -> Sequence[Job]:
        seen = self._transaction.seen
        jobs = [seen.jobs[job_id] for job_id in seen.searchable]
        own = [job for job in jobs if job.owner == query.owner and query.filter.fits(job)]
        return sorted(own, key=_completed, reverse=True)


def _waits(job: Job, searchable: Mapping[JobId, object]) -> bool:
    return job.has_transcript and job.id not in searchable


def _completed(job: Job) -> datetime:
    assert job.completed_at is not None
    return job.completed_at
