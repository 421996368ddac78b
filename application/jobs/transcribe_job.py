"""The worker's side: a job is turned into a transcript."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

from application.concurrency.outages import Patience
from application.concurrency.tasks import first_of, uninterrupted
from application.jobs.attempt import Attempt
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.repairs import Repair, RepairLog
from application.ports.transcriber import (
    Ended,
    Heard,
    Prepared,
    Preparing,
    Transcriber,
    TranscriptionRequest,
)
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import (
    AttemptsExhaustedError,
    BlobNotFoundError,
    DatabaseUnavailableError,
    JobNotFoundError,
    OutOfMemoryError,
    StaleJobError,
    TranscriberError,
    TranscriptionFailedError,
    UnavailableError,
)
from domain.events import JobStarted
from domain.job import Job, JobId, Lease, WorkerName

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """How long a silent worker is believed to be alive, and how often a job may be begun.

    A lease is renewed every `heartbeat_seconds`, or else four times within its life, so that one
    lost renewal is no harm. `patience` is for database and storage, should they be away. Where
    that is spent, or the device's memory, the next attempt comes after `backoff_seconds`, and
    after four times as long each further time.
    """

    seconds: float = 60.0
    heartbeat_seconds: float | None = None
    max_attempts: int = 3
    backoff_seconds: float = 15.0
    patience: Patience = field(default_factory=Patience)

    @property
    def renew_every(self) -> float:
        """The pause between two signs of life."""
        return self.heartbeat_seconds or self.seconds / 4

    def backoff(self, attempts: int) -> float:
        """Give the pause in seconds after so many attempts; an hour at the most."""
        return min(self.backoff_seconds * 4.0 ** min(attempts - 1, 16), 3600.0)


@dataclass(frozen=True, slots=True)
class TranscribeJob:
    """Claim a job, transcribe it, and keep every passage as soon as it is final.

    No transaction is open while audio is transcribed. Whoever cancels this call hands the job
    back; whoever changes the job meanwhile fences this attempt off.
    """

    unit_of_work: UnitOfWorkFactory
    transcriber: Transcriber
    events: EventPublisher
    clock: Clock
    worker: WorkerName
    policy: LeasePolicy = field(default_factory=LeasePolicy)
    repairs: RepairLog | None = None

    async def __call__(self, job_id: JobId) -> None:
        """Return when the job has ended, was handed back, or is somebody else's."""
        job = await self._outlast(lambda: uninterrupted(self._claim(job_id)))
        if job is None:
            return
        attempt = Attempt(job, self.unit_of_work, self.events, self.clock, self._lease)
        try:
            await self.events.publish(JobStarted(job))
            await self._transcribe(attempt)
        except (StaleJobError, JobNotFoundError):
            # Cancelled, deleted or taken over: nothing of this attempt counts any more.
            if self.repairs is not None:
                self.repairs.note(Repair.ATTEMPT_FENCED_OFF, str(job.id))
        except (TranscriptionFailedError, UnavailableError, BlobNotFoundError) as error:
            await self._outlast(partial(self._give_up, attempt, error))
        except asyncio.CancelledError:
            await attempt.hand_back()
            raise

    async def _give_up(self, attempt: Attempt, error: TranscriberError) -> None:
        """Try again later where that may help and an attempt is left; fail otherwise."""
        spent = attempt.job.attempts_spent
        may_pass = isinstance(error, (UnavailableError, OutOfMemoryError))
        if may_pass and spent < self.policy.max_attempts:
            await attempt.postpone(error, seconds=self.policy.backoff(spent))
        else:
            await attempt.fail(error)

    async def _outlast(self, act: Callable[[], Awaitable[Result]]) -> Result:
        return await self.policy.patience.outlast(act, self.clock)

    async def _claim(self, job_id: JobId) -> Job | None:
        async with self.unit_of_work() as uow:
            job = await uow.jobs.claim(job_id, self._lease(), at=self.clock.now())
            await uow.commit()
        return job

    def _lease(self) -> Lease:
        until = self.clock.now() + timedelta(seconds=self.policy.seconds)
        return Lease(worker=self.worker, until=until)

    async def _transcribe(self, attempt: Attempt) -> None:
        if attempt.job.attempts_spent > self.policy.max_attempts:
            raise AttemptsExhaustedError(self.policy.max_attempts)
        await first_of(self._listen_patiently(attempt), self._stay_alive(attempt))

    async def _stay_alive(self, attempt: Attempt) -> None:
        while True:
            await self.clock.sleep(self.policy.renew_every)
            with suppress(UnavailableError):  # the next renewal still comes in time
                await attempt.renew()

    async def _listen_patiently(self, attempt: Attempt) -> None:
        """Wait out what may pass, going on behind the last passage.

        Storage that stays away fails the job in the end. The database does not: it is waited for,
        since without it not even the failure could be written.
        """
        failures = 0
        while True:
            kept = attempt.passages_kept
            try:
                return await self._listen(attempt)
            except UnavailableError as error:
                failures = 1 if attempt.passages_kept > kept else failures + 1
                lasting = self.policy.patience.is_spent(failures)
                if lasting and not isinstance(error, DatabaseUnavailableError):
                    raise
            await self.clock.sleep(self.policy.patience.pause(failures))

    async def _listen(self, attempt: Attempt) -> None:
        last, job = await attempt.resume(), attempt.job
        conditioned = last is not None and job.options.condition_on_previous_text
        request = TranscriptionRequest(
            audio=job.recording.key,
            model=job.model,
            options=job.options,
            resume_after=last,
            detected=job.detected,
            owner=job.owner,
            said_before=await attempt.said_before() if conditioned else (),
        )
        async with aclosing(self.transcriber.transcribe(request)) as updates:
            async for update in updates:
                match update:
                    case Preparing(share):
                        await attempt.prepare(_shown(share))
                    case Prepared():
                        await attempt.prepare(None)
                    case Heard(passage, detected):
                        await attempt.keep(passage, detected)
                    case Ended():
                        return await attempt.complete(update)
        raise RuntimeError("The transcriber stopped before the end of the recording.")


def _shown(share: float | None) -> float:
    """Round to whole percents, so that not every block is written down; all is there at the end."""
    return 1.0 if share is None else round(share, 2)
