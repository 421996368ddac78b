"""Answer a new job with the transcript of an equal one, without transcribing it again."""

from contextlib import suppress
from dataclasses import dataclass

from application.jobs.made_by import made_by
from application.jobs.transaction_hook import TransactionHook
from application.ports.clock import Clock
from application.ports.diarizer import Diarizer
from application.ports.events import EventPublisher
from application.ports.models import ModelCatalog
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import JobNotFoundError
from domain.events import JobReused
from domain.job import Job
from domain.reuse import result_fingerprint


@dataclass(frozen=True, slots=True)
class ReuseResults:
    """Complete a new job with the transcript of an equal, earlier job of the same owner.

    The transcript is copied as the model wrote it, so that each job can be changed and deleted on
    its own. Nothing is reused if the files of the model are not known here, or were not
    those that the earlier job was made with.
    """

    unit_of_work: UnitOfWorkFactory
    models: ModelCatalog
    diarizer: Diarizer
    events: EventPublisher
    clock: Clock

    async def __call__(self, job: Job, hook: TransactionHook) -> Job | None:
        """Store the job as completed; return None if there is no equal job."""
        model = await self.models.revision(job.model)
        revision = await made_by(job.options, model, self.diarizer)
        if revision is None:
            return None
        wanted = result_fingerprint(job.recording.sha256, job.model, revision, job.options)
        reused = None
        with suppress(JobNotFoundError):  # deleted since it was found
            reused = await self._answered(job, wanted, hook)
        if reused is not None:
            await self.events.publish(JobReused(reused))
        return reused

    async def _answered(self, job: Job, wanted: str, hook: TransactionHook) -> Job | None:
        async with self.unit_of_work() as uow:
            original = await uow.jobs.with_result(job.owner, wanted)
            if original is None:
                return None
            reused = job.reusing(original, at=self.clock.now())
            await uow.jobs.add(reused)
            await uow.passages.copy(original.id, reused.id)
            await uow.speakers.copy(original.id, reused.id)
            await hook(uow, reused)
            await uow.commit()
        return reused
