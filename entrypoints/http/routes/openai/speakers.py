"""Finds the speakers of a recording while it is transcribed for a waiting client."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.diarized import by_channel, called, diarized
from domain.options import TranscriptionOptions
from domain.speakers import Diarization
from domain.transcript import Segment
from domain.user import User
from entrypoints.http.routes.openai.forms import KNOWN_REFERENCES
from entrypoints.http.routes.openai.upload import Speech
from entrypoints.http.services.http_services import Speaking


@dataclass(frozen=True, slots=True)
class Speakers:
    """The speakers as far as they are wanted; `work` is None if no voice has to be heard."""

    options: TranscriptionOptions
    work: asyncio.Task[Diarization] | None = None

    async def unless_they_fail(self, segments: AsyncIterator[Segment]) -> AsyncIterator[Segment]:
        """Yield the segments; raise at once what the work on the speakers raised."""
        async for segment in segments:
            if self.work is not None and self.work.done():
                self.work.result()
            yield segment

    async def named(self, segments: Sequence[Segment]) -> list[Segment]:
        """Return the segments, each with the name of its speaker, once all voices are heard."""
        if not self.options.diarize:
            return list(segments)
        if self.work is None:
            return list(called(list(by_channel(segments)), Diarization()))
        who = await self.work
        return list(called(list(diarized(segments, who)), who))


@asynccontextmanager
async def speakers_of(
    speaking: Speaking, speech: Speech, options: TranscriptionOptions, caller: User
) -> AsyncIterator[Speakers]:
    """Begin to listen to the voices if speakers are wanted; leaving the context stops that.

    Raises InvalidRequestError for samples of known speakers that cannot be used.
    """
    if not options.listens_to_voices:
        yield Speakers(options)
        return
    known = await speaking.learn_voices(speech.samples, field=KNOWN_REFERENCES, caller=caller)
    telling = speaking.tell_speakers(speech.recording.key, options, known=known, owner=caller.id)
    async with telling as work:
        yield Speakers(options, work)
