"""Submit a job once, however often a request with the same Idempotency-Key is sent."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from application.jobs.claim_key import HeldKey
from application.jobs.submit_job import SubmitJob
from application.ports.idempotency_keys import Receipt
from application.ports.unit_of_work import UnitOfWork
from application.uploads.recording_source import Source
from domain.job import Job
from domain.job_order import JobOrder
from domain.user import User


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer, and whether an earlier request was answered with it."""

    receipt: Receipt
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class SubmitOnce:
    """Submit a job, unless this very request was answered before under its key."""

    submit_job: SubmitJob

    async def __call__(
        self,
        source: Source,
        order: JobOrder,
        *,
        caller: User,
        key: HeldKey,
        fingerprint: str,
    ) -> Submitted:
        """Raise IdempotencyKeyReusedError, and what the source and SubmitJob do.

        The audio is deleted if no job can be made of it.
        """
        async with AsyncExitStack() as undo:
            undo.push_async_callback(source.discard)
            earlier = key.earlier_answer(fingerprint)
            if earlier is not None:
                return Submitted(earlier, replayed=True)
            recording = await source.get()
            undo.pop_all()

        async def settle(uow: UnitOfWork, job: Job) -> None:
            await source.use_up(uow, job)
            await key.settle(fingerprint, uow, job)

        job = await self.submit_job(recording, order, caller=caller, hook=settle)
        await source.clear()
        return Submitted(Receipt.of(job))
