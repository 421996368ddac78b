"""Tell the speakers of a local file apart, beside its transcription."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from application.jobs.tell_speakers import TellSpeakers
from domain.diarized import by_channel, diarized
from domain.errors.kinds import TranscriptionFailedError
from domain.job import SPEAKERS_UNAVAILABLE, BlobKey, Caveat
from domain.options import Channels, TranscriptionOptions
from domain.speakers import Diarization, SpeakerTurn
from domain.transcript import Segment, Transcript


@dataclass(frozen=True, slots=True)
class SpeakersOfFile:
    """The speakers as far as they are wanted; `work` is None if no voice has to be heard."""

    options: TranscriptionOptions
    work: asyncio.Task[Diarization] | None = None

    async def told(self, transcript: Transcript) -> tuple[Transcript, Sequence[Caveat]]:
        """Return the transcript divided among its speakers.

        A transcript without speakers is worth more than none, so a missing model or too little
        memory give a caveat.
        """
        if self.options.channels is Channels.SEPARATE:
            segments = tuple(by_channel(transcript.segments))
            return replace(transcript, segments=segments, who=_turns(segments)), ()
        if self.work is None:
            return transcript, ()
        try:
            who = await self.work
        except TranscriptionFailedError as error:
            return transcript, (_unavailable(error),)
        segments = tuple(diarized(transcript.segments, who))
        return replace(transcript, segments=segments, who=who), ()


@asynccontextmanager
async def speakers_of_file(
    tell: TellSpeakers, audio: BlobKey, options: TranscriptionOptions
) -> AsyncIterator[SpeakersOfFile]:
    """Begin to listen to the voices if speakers are wanted; leaving the context stops that."""
    if not options.listens_to_voices:
        yield SpeakersOfFile(options)
        return
    async with tell(audio, options) as work:
        yield SpeakersOfFile(options, work)


def with_times_of_words(options: TranscriptionOptions) -> TranscriptionOptions:
    """Time words where speakers are told apart, as segments are divided at words."""
    return replace(options, word_timestamps=True) if options.diarize else options


def _turns(segments: Sequence[Segment]) -> Diarization:
    turns = [SpeakerTurn(each.start, each.end, each.speaker or "") for each in segments]
    return Diarization(tuple(sorted(turns, key=lambda turn: (turn.start, turn.speaker))))


def _unavailable(error: Exception) -> Caveat:
    return Caveat(SPEAKERS_UNAVAILABLE, f"The speakers could not be told apart: {error}")
