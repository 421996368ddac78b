"""Put completed transcripts into the search index, those of older versions included."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.unit_of_work import UnitOfWorkFactory
from application.search.documents import corrected_texts, documents_of
from domain.errors.jobs import StaleJobError
from domain.errors.kinds import UnavailableError
from domain.job import Job, JobId


@dataclass(frozen=True, slots=True)
class IndexJobs:
    """Put waiting jobs into the search index, each in a transaction of its own.

    The transcript is read before that transaction begins, so that nobody waits for it. Corrections
    are read again within it: what was corrected meanwhile is found, and nothing else.
    """

    unit_of_work: UnitOfWorkFactory
    page: int = 20
    most: int = 400
    most_failed: int = 100
    failed: dict[JobId, None] = field(default_factory=dict)

    async def __call__(self) -> int:
        """Return how many waiting jobs were gone through; at most `most` in one call.

        A job that cannot be indexed does not keep others waiting: at the end an ExceptionGroup is
        raised, with a note of the job for each error. Such a job is left out until the process ends
        (`most_failed` jobs at most, the latest). Raises UnavailableError at once.
        """
        errors: list[Exception] = []
        done = 0
        while done < self.most:
            async with self.unit_of_work() as uow:
                jobs = await uow.search.waiting(limit=self.page, without=tuple(self.failed))
            for job in jobs:
                errors += await self._tried(job)
            done += len(jobs)
            if len(jobs) < self.page:
                break
        if errors:
            raise ExceptionGroup("Some jobs cannot be put into the search index.", errors)
        return done

    async def _tried(self, job: Job) -> Sequence[Exception]:
        """Index a job; return what is wrong with this job."""
        try:
            await self._index(job)
        except UnavailableError:
            raise
        except StaleJobError:
            pass  # deleted meanwhile
        except Exception as error:  # noqa: BLE001  # it is raised when all jobs were tried
            error.add_note(f"Job {job.id} is not put into the search index.")
            self._leave_out(job)
            return (error,)
        return ()

    def _leave_out(self, job: Job) -> None:
        self.failed[job.id] = None
        while len(self.failed) > self.most_failed:
            del self.failed[next(iter(self.failed))]

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
