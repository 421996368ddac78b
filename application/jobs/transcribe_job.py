"""Transcribe a job: claim it, store its passages, and end it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from application.concurrency.tasks import both, first_of
from application.jobs.attempt import Attempt
from application.jobs.claim_job import Claim, ClaimJob
from application.jobs.isolation import Isolation, Stay
from application.jobs.lease_policy import LeasePolicy
from application.jobs.listen_to_voices import ListenToVoices
from application.jobs.listen_to_words import ListenToWords
from application.jobs.made_by import made_by
from application.jobs.speakers_told import speakers_told
from application.ports.clock import Clock
from application.ports.diarizer import Diarizer
from application.ports.events import EventPublisher
from application.ports.repairs import Repair, RepairLog
from application.ports.transcriber import Ended, Transcriber
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.capacity import BlobNotFoundError
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.errors.kinds import TranscriberError, TranscriptionFailedError, UnavailableError
from domain.errors.transcription import AttemptsExhaustedError, OutOfMemoryError
from domain.events import JobStarted
from domain.job import Caveat, JobId, Lease, WorkerName
from domain.speakers import Diarization

Result = TypeVar("Result")


class _RoomIsNeededError(Exception):
    """Another job has to run alone in this process."""


@dataclass(frozen=True, slots=True)
class TranscribeJob:
    """Claim a job, transcribe it, and store every passage as soon as it is final.

    If speakers are to be told apart, that happens beside the transcription.

    No transaction is open while audio is transcribed. If this call is cancelled, the job is handed
    back; if the job is changed meanwhile, the writes of this attempt are refused. A job that may
    have killed its process runs alone in this one until it is cleared.
    """

    unit_of_work: UnitOfWorkFactory
    transcriber: Transcriber
    diarizer: Diarizer
    events: EventPublisher
    clock: Clock
    worker: WorkerName
    isolation: Isolation
    policy: LeasePolicy = field(default_factory=LeasePolicy)
    repairs: RepairLog | None = None

    async def __call__(self, job_id: JobId) -> None:
        """Return when the job has ended, was handed back, or belongs to another worker."""
        claim_job = ClaimJob(
            self.unit_of_work, self.clock, self.isolation, self.policy.patience, self._lease
        )
        async with claim_job(job_id) as claim:
            if claim is not None:
                await self._attempt(claim)

    async def _attempt(self, claim: Claim) -> None:
        job = claim.job
        attempt = Attempt(job, self.unit_of_work, self.events, self.clock, self._lease)
        try:
            await self.events.publish(JobStarted(job))
            await self._transcribe(attempt, claim.stay)
        except _RoomIsNeededError:
            await attempt.hand_back()
        except (StaleJobError, JobNotFoundError):
            # Cancelled, deleted or claimed by another worker: this attempt stops.
            self._note(Repair.ATTEMPT_FENCED_OFF, job.id)
        except (TranscriptionFailedError, UnavailableError, BlobNotFoundError) as error:
            await self._outlast(partial(self._give_up, attempt, error))
        except asyncio.CancelledError:
            await attempt.hand_back()
            raise

    async def _give_up(self, attempt: Attempt, error: TranscriberError) -> None:
        """Queue the job again if a later attempt may succeed and one is left; fail it otherwise."""
        spent = attempt.job.attempts_spent
        may_pass = isinstance(error, (UnavailableError, OutOfMemoryError))
        if may_pass and spent < self.policy.max_attempts:
            await attempt.postpone(error, seconds=self.policy.backoff(spent))
        else:
            await attempt.fail(error)

    async def _outlast(self, act: Callable[[], Awaitable[Result]]) -> Result:
        return await self.policy.patience.outlast(act, self.clock)

    def _note(self, repair: Repair, job_id: JobId) -> None:
        if self.repairs is not None:
            self.repairs.note(repair, str(job_id))

    def _lease(self) -> Lease:
        return self.policy.lease(self.worker, self.clock.now())

    async def _transcribe(self, attempt: Attempt, stay: Stay) -> None:
        if attempt.job.attempts_spent > self.policy.max_attempts:
            error = AttemptsExhaustedError(self.policy.max_attempts)
            await self._outlast(partial(attempt.fail, error, forgiven=True))
            return
        await first_of(
            self._work(attempt),
            self._stay_alive(attempt),
            self._leave_when_asked(attempt, stay),
        )

    async def _work(self, attempt: Attempt) -> None:
        ended, found = await self._heard(attempt)
        revision = await made_by(attempt.job.options, ended.model_revision, self.diarizer)
        ended = replace(ended, model_revision=revision)
        tell = partial(speakers_told, self.unit_of_work, attempt.job, found)
        told = await self._outlast(tell)
        await self._outlast(partial(attempt.complete, ended, told))

    async def _heard(self, attempt: Attempt) -> tuple[Ended, Diarization | Caveat | None]:
        """Listen to the words and, beside them, to the voices if speakers are to be told apart."""
        listen_to_words = ListenToWords(self.transcriber, self.clock, self.policy)
        if not attempt.job.listens_to_voices:
            return await listen_to_words(attempt), None
        listen_to_voices = ListenToVoices(self.unit_of_work, self.diarizer, self.clock, self.policy)

        async def words() -> Ended:
            ended = await listen_to_words(attempt)
            await self._outlast(attempt.end_of_words)
            return ended

        return await both(words(), listen_to_voices(attempt))

    async def _leave_when_asked(self, attempt: Attempt, stay: Stay) -> None:
        if attempt.job.suspected:
            self._note(Repair.TRIED_ALONE, attempt.job.id)
            seconds = self.policy.time_alone(attempt.job.crashes)
            await first_of(attempt.cleared(), self._clear_later(attempt, seconds))
            self.isolation.let_others_in(stay)
        await stay.asked_to_leave()
        raise _RoomIsNeededError

    async def _clear_later(self, attempt: Attempt, seconds: float) -> None:
        """Clear the job after a time; until that is written it runs alone."""
        await self.clock.sleep(seconds)
        await self._outlast(attempt.clear)

    async def _stay_alive(self, attempt: Attempt) -> None:
        while True:
            await self.clock.sleep(self.policy.renew_every)
            with suppress(UnavailableError):  # the next renewal still comes in time
                await attempt.renew()
