"""Find out who speaks when in a recording that is not transcribed as a job."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from application.concurrency.tasks import stopped
from application.ports.diarizer import Diarizer, KnownVoice, ListeningRequest
from domain.job import BlobKey
from domain.options import TranscriptionOptions
from domain.speakers import Diarization
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class TellSpeakers:
    """Listen to a whole recording, and tell its speakers apart.

    What is learned of the voices is held in memory, some megabytes an hour, and never stored.
    """

    diarizer: Diarizer

    @asynccontextmanager
    async def __call__(
        self,
        audio: BlobKey,
        options: TranscriptionOptions,
        *,
        known: Sequence[KnownVoice] = (),
        owner: UserId | None = None,
    ) -> AsyncIterator[asyncio.Task[Diarization]]:
        """Yield the running work, which goes on beside the transcription.

        Leaving the context stops it. The work raises what `Diarizer` raises.
        """
        request = ListeningRequest(audio, options.track, options.channels, owner=owner)
        work = asyncio.create_task(self._told(request, options, known), name="speakers")
        try:
            yield work
        finally:
            await stopped(work)

    async def _told(
        self,
        request: ListeningRequest,
        options: TranscriptionOptions,
        known: Sequence[KnownVoice],
    ) -> Diarization:
        async with aclosing(self.diarizer.listen(request)) as heard:
            evidence = [each.evidence async for each in heard]
        return await self.diarizer.tell_apart(_each(evidence), options.speaker_counts, known)


async def _each(evidence: Sequence[bytes]) -> AsyncIterator[bytes]:
    for each in evidence:
        yield each
