"""Learn the voices in the recording of a claimed job, and tell its speakers apart."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from application.jobs.attempt import Attempt
from application.jobs.lease_policy import LeasePolicy
from application.ports.clock import Clock
from application.ports.diarizer import Diarizer, Listened, ListeningRequest
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.kinds import TranscriptionFailedError, UnavailableError
from domain.errors.speakers import VoiceEvidenceUnreadableError
from domain.job import SPEAKERS_UNAVAILABLE, Caveat, Job
from domain.speakers import Diarization

# Telling the speakers apart is left when all is heard.
HEARD_SHARE: Final = 0.99


@dataclass(frozen=True, slots=True)
class ListenToVoices:
    """Listen from where the stored evidence ends, and store what is learned every minute or so.

    A transcript without speakers is worth more than a failed job, so a lasting fault gives a caveat
    where the transcription would fail: a model that is missing, too little memory.
    """

    unit_of_work: UnitOfWorkFactory
    diarizer: Diarizer
    clock: Clock
    policy: LeasePolicy

    async def __call__(self, attempt: Attempt) -> Diarization | Caveat:
        """Raise StaleJobError, BlobNotFoundError; UnavailableError if another attempt is left."""
        listening = _Listening(self, attempt)
        try:
            return await self.policy.patience.resume(
                listening.told_apart, lambda: listening.position, self.clock
            )
        except (TranscriptionFailedError, VoiceEvidenceUnreadableError) as error:
            return _unavailable(error)
        except UnavailableError as error:
            if attempt.job.attempts_spent < self.policy.max_attempts:
                raise
            return _unavailable(error)


class _Listening:
    """One attempt that listens; `position` is how far the evidence it has stored reaches."""

    def __init__(self, how: ListenToVoices, attempt: Attempt) -> None:
        self.position = 0.0
        self._how = how
        self._attempt = attempt

    async def told_apart(self) -> Diarization:
        """Listen to the rest and tell the speakers apart.

        Evidence of another version cannot be read; then all is heard again.
        """
        await self._listen()
        try:
            return await self._tell_apart()
        except VoiceEvidenceUnreadableError:
            await self._forget()
            await self._listen()
            return await self._tell_apart()

    async def _listen(self) -> None:
        job = self._attempt.job
        async with self._how.unit_of_work() as uow:
            self.position = await uow.voice_evidence.position(job.id)
        request = ListeningRequest(
            audio=job.recording.key,
            track=job.options.track,
            channels=job.options.channels,
            resume_after=self.position,
            owner=job.owner,
        )
        async with aclosing(self._how.diarizer.listen(request)) as heard:
            async for each in heard:
                await self._keep(each)

    async def _keep(self, heard: Listened) -> None:
        async def append(uow: UnitOfWork, job: Job) -> None:
            await uow.voice_evidence.append(job.id, heard)

        share = None if heard.share is None else min(heard.share, HEARD_SHARE)
        await self._attempt.keep_voices(share, append)
        self.position = heard.position

    async def _tell_apart(self) -> Diarization:
        found = await self._how.diarizer.tell_apart(
            self._evidence(), self._attempt.job.options.speaker_counts
        )
        await self._attempt.keep_voices(1.0)
        return found

    async def _evidence(self) -> AsyncIterator[bytes]:
        async with self._how.unit_of_work() as uow:
            async for evidence in uow.voice_evidence.of(self._attempt.job.id):
                yield evidence

    async def _forget(self) -> None:
        async with self._how.unit_of_work() as uow:
            await uow.voice_evidence.forget(self._attempt.job.id)
            await uow.commit()


def _unavailable(error: Exception) -> Caveat:
    return Caveat(
        SPEAKERS_UNAVAILABLE,
        f"The speakers could not be told apart: {error} The transcript is complete all the same. "
        "Submit the recording again to get its speakers, once that is repaired.",
    )
