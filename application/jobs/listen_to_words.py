"""Transcribe the recording of a claimed job, and store its passages."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from application.jobs.attempt import Attempt
from application.jobs.lease_policy import LeasePolicy
from application.ports.clock import Clock
from application.ports.transcriber import (
    Begun,
    Ended,
    Heard,
    Prepared,
    Preparing,
    Transcriber,
    TranscriptionRequest,
)
from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class ListenToWords:
    """Transcribe a recording from where the stored passages end, and store each further one."""

    transcriber: Transcriber
    clock: Clock
    policy: LeasePolicy

    async def __call__(self, attempt: Attempt) -> Ended:
        """Retry after temporary faults, continuing after the last passage."""
        return await self.policy.patience.resume(
            partial(self._listen, attempt), lambda: attempt.passages_kept, self.clock
        )

    async def _listen(self, attempt: Attempt) -> Ended:
        last, job = await attempt.resume(), attempt.job
        conditioned = last is not None and job.options.condition_on_previous_text
        request = TranscriptionRequest(
            audio=job.recording.key,
            model=job.model,
            options=_with_words(job.options),
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
                    case Begun(position):
                        await attempt.begin(position)
                    case Heard(passage, detected):
                        await attempt.keep(passage, detected)
                        if attempt.job.suspected and attempt.passages_kept >= job.crashes:
                            await attempt.clear()
                    case Ended():
                        return update
        raise RuntimeError("The transcriber stopped before the end of the recording.")


def _with_words(options: TranscriptionOptions) -> TranscriptionOptions:
    """Find the times of words, which are not shown unless asked for.

    Subtitles are cut by them, and segments divided among speakers. They cost nothing: the engine
    finds them anyway.
    """
    return replace(options, word_timestamps=True)


def _shown(share: float | None) -> float:
    """Round to whole percents, so that not every block of a download is stored."""
    return 1.0 if share is None else round(share, 2)
