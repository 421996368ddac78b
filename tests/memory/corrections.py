from collections.abc import AsyncIterator, Collection

from typing_extensions import override

from application.ports.corrections import CorrectionRepository
from domain.correction import Correction
from domain.errors.jobs import StaleJobError
from domain.job import JobId
from tests.memory.database import MemoryTransaction


class MemoryCorrectionRepository(CorrectionRepository):
    """Corrections in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def keep(self, job_id: JobId, correction: Correction) -> None:
        draft = await self._transaction.draft()
        if job_id not in draft.jobs:
            raise StaleJobError(job_id)
        draft.corrections[job_id, correction.index] = correction

    @override
    async def withdraw(self, job_id: JobId, index: int) -> None:
        draft = await self._transaction.draft()
        draft.corrections.pop((job_id, index), None)

    @override
    async def of(self, job_id: JobId) -> AsyncIterator[Correction]:
        kept = self._transaction.seen.corrections
        for key in sorted(key for key in kept if key[0] == job_id):
            yield kept[key]

    @override
    async def corrected(self, job_ids: Collection[JobId]) -> frozenset[JobId]:
        return frozenset(job_id for job_id, _ in self._transaction.seen.corrections).intersection(
            job_ids
        )
