"""Make a job of a stored recording, and queue it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from application.accounts.admitted import ensure_still_admitted
from application.concurrency.tasks import uninterrupted
from application.jobs.reuse import ReuseResults
from application.jobs.transaction_hook import TransactionHook, nothing_else
from application.limits.fair_probe import FairProbe
from application.limits.quotas import Admission, enqueue
from application.models.served import served_model
from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.ids import IdSource
from application.ports.models import ModelCatalog
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.jobs import JobNotFoundError, ModelNotServedError
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.events import JobReused, JobSubmitted
from domain.job import Job, JobId, Recording
from domain.job_order import JobOrder
from domain.labels import Labels
from domain.options import ModelName
from domain.user import User


@dataclass(frozen=True, slots=True)
class SubmitJob:
    """Accept a stored recording: its job and its message are written together or not at all."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    probe: FairProbe
    models: ModelCatalog
    events: EventPublisher
    clock: Clock
    ids: IdSource
    reuse_results: ReuseResults
    admission: Admission

    async def __call__(
        self,
        recording: Recording,
        order: JobOrder,
        *,
        caller: User,
        hook: TransactionHook = nothing_else,
    ) -> Job:
        """Raise InvalidRequestError, UnsupportedAudioError, QuotaExceededError, QueueFullError.

        Or ProbesBusyError, StorageQuotaError, InvalidTokenError, or what `hook` raises. The
        audio is gone then, and nothing is left behind; only where the database went away in the
        middle, or a second cancel cut this off, the audio stays until it is swept, since there may
        be a job that needs it.
        """
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.blobs.delete, recording.key)
            self.admission.options.ensure_within(order.options)
            job = Job(
                id=JobId(self.ids.new()),
                owner=caller.id,
                recording=await self._measured(recording, order.options.track, caller),
                model=self._allowed(order.model),
                options=order.options,
                created_at=self.clock.now(),
                webhook_url=order.webhook_url,
                labels=Labels(order.title),
            )
            try:
                kept = await uninterrupted(self._keep(job, caller, hook, reuse=order.reuse))
            except DatabaseUnavailableError:
                undo.pop_all()  # the commit may still succeed, although its answer was lost
                kept = await uninterrupted(self._found(job))
            except asyncio.CancelledError:
                undo.pop_all()  # a second cancel came; the commit goes on in the background
                raise
            undo.pop_all()
        return kept

    async def _measured(self, recording: Recording, track: int | None, caller: User) -> Recording:
        sound = await self.probe(recording.key, track, caller=caller)
        return replace(recording, duration_seconds=sound.duration_seconds)

    def _allowed(self, model: str | None) -> ModelName:
        try:
            return served_model(self.models, model)
        except ModelNotServedError as error:
            raise InvalidRequestError(FieldError("model", str(error))) from error

    async def _keep(self, job: Job, caller: User, hook: TransactionHook, *, reuse: bool) -> Job:
        async def with_all(uow: UnitOfWork, job: Job) -> None:
            await hook(uow, job)
            await self.admission.storage.ensure_within(uow, caller)
            await ensure_still_admitted(uow, caller)

        if reuse and (reused := await self.reuse_results(job, with_all)):
            return reused
        async with self.unit_of_work() as uow:
            await uow.jobs.add(job)
            await with_all(uow, job)
            await self.admission.ensure_within(uow, job)
            await enqueue(uow, job)
            await uow.commit()
        await self.events.publish(JobSubmitted(job))
        return job

    async def _found(self, job: Job) -> Job:
        """Look for a job whose commit may have been kept, though its answer was lost."""
        try:
            async with self.unit_of_work() as uow:
                found = await uow.jobs.get(job.id)
        except JobNotFoundError:
            raise DatabaseUnavailableError from None
        await self.events.publish(JobReused(found) if found.reused_from else JobSubmitted(found))
        return found
