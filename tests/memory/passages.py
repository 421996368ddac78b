from collections.abc import AsyncIterator, Collection, Mapping

from typing_extensions import override

from application.ports.passages import PassageRepository
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import JobId
from domain.transcript import Cut, Gap, Passage, Segment
from tests.memory.database import MemoryTransaction, Records


class MemoryPassageRepository(PassageRepository):
    """Passages in a dictionary of tuples."""

    def __init__(self, transaction: MemoryTransaction, *, drafts: bool = False) -> None:
        self._transaction = transaction
        self._drafts = drafts

    def _of(self, records: Records) -> dict[JobId, tuple[Passage, ...]]:
        return records.drafts if self._drafts else records.passages

    @override
    async def append(self, job_id: JobId, passage: Passage) -> None:
        draft = await self._transaction.draft()
        if job_id not in draft.jobs:
            raise StaleJobError(job_id)
        self._of(draft)[job_id] = (*self._of(draft).get(job_id, ()), passage)

    @override
    async def copy(self, source: JobId, target: JobId) -> None:
        draft = await self._transaction.draft()
        if source not in draft.jobs:
            raise JobNotFoundError(source)
        self._of(draft)[target] = self._of(draft).get(source, ())

    @override
    async def last(self, job_id: JobId) -> Passage | None:
        passages = self._of(self._transaction.seen).get(job_id)
        return passages[-1] if passages else None

    @override
    async def behind(self, job_id: JobId, position: float) -> AsyncIterator[Passage]:
        for passage in self._of(self._transaction.seen).get(job_id, ()):
            if passage.position > position:
                yield passage

    @override
    async def segments(self, job_id: JobId) -> AsyncIterator[Segment]:
        for passage in self._of(self._transaction.seen).get(job_id, ()):
            for segment in passage.segments:
                yield segment

    @override
    async def gaps(self, job_id: JobId) -> AsyncIterator[Gap]:
        for passage in self._of(self._transaction.seen).get(job_id, ()):
            for gap in passage.gaps:
                yield gap

    @override
    async def cuts(self, job_id: JobId) -> AsyncIterator[Cut]:
        for passage in self._of(self._transaction.seen).get(job_id, ()):
            for cut in passage.cuts:
                yield cut

    @override
    async def texts(self, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
        return {
            job_id: "".join(passage.text for passage in passages).strip()
            for job_id, passages in self._of(self._transaction.seen).items()
            if job_id in job_ids
        }
