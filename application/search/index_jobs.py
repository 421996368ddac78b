"""Put completed transcripts into the search index, those of older versions included."""

from contextlib import suppress
from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWorkFactory
from application.search.documents import corrected_texts, documents_of
from domain.errors.jobs import StaleJobError
from domain.job import Job


@dataclass(frozen=True, slots=True)
class IndexJobs:
    """Put waiting jobs into the search index, each in a transaction of its own.

    The transcript is read before that transaction begins, so that nobody waits for it. Corrections
    are read again within it: what was corrected meanwhile is found, and nothing else.
    """

    unit_of_work: UnitOfWorkFactory
    page: int = 20
    most: int = 400

    async def __call__(self) -> int:
        """Return how many jobs are in the index now that were not; at most `most` in one call."""
        indexed = 0
        while indexed < self.most:
            async with self.unit_of_work() as uow:
                jobs = await uow.search.waiting(limit=self.page)
            for job in jobs:
                with suppress(StaleJobError):  # deleted meanwhile
                    await self._index(job)
            indexed += len(jobs)
            if len(jobs) < self.page:
                break
        return indexed

    async def _index(self, job: Job) -> None:
        async with self.unit_of_work() as uow:
            documents = await documents_of(uow, job)
        async with self.unit_of_work() as uow:
            if await uow.search.hold(job.id):
                return  # another process was quicker
            texts = await corrected_texts(uow, job.id)
            corrected = [each.with_texts(texts) for each in documents]
            await uow.search.keep(job, corrected)
            await uow.commit()
