"""Transcribe several recordings at the same time."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from application.jobs.speakers_of_file import with_times_of_words
from application.jobs.whole_transcription import WholeTranscription
from application.ports.probe import SoundTrack
from application.ports.transcriber import Begun, Heard, Preparing
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey
from domain.omissions import caveats_of
from domain.options import TranscriptionOptions
from domain.transcript import Passage
from entrypoints.cli.transcribe.delivery import Delivery
from entrypoints.cli.transcribe.display import Display
from entrypoints.cli.transcribe.engine import Workshop
from entrypoints.cli.transcribe.outcome import Outcome, Status
from entrypoints.cli.transcribe.outputs import OutputError
from entrypoints.cli.transcribe.recordings import LocalRecording
from entrypoints.cli.transcribe.spoken import Print


@dataclass(frozen=True, slots=True)
class Batch:
    """Transcribes recordings; one that fails does not stop the others.

    `hear` prints each segment as soon as it is found.
    """

    workshop: Workshop
    options: TranscriptionOptions
    delivery: Delivery
    display: Display
    hear: Print | None = None

    async def __call__(self, recordings: Sequence[LocalRecording], at_once: int) -> list[Outcome]:
        """Return an outcome for each recording, in their order.

        Raises OutputError on a full disk, BrokenPipeError if nobody reads the output.
        """
        outcomes: dict[LocalRecording, Outcome] = {}
        rest = iter(recordings)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(at_once, len(recordings))):
                    group.create_task(self._work(rest, outcomes))
        except* (OutputError, BrokenPipeError) as errors:
            raise errors.exceptions[0] from None
        return [outcomes[recording] for recording in recordings]

    async def _work(
        self, rest: Iterator[LocalRecording], outcomes: dict[LocalRecording, Outcome]
    ) -> None:
        for recording in rest:
            self.display.began(recording)
            outcomes[recording] = outcome = await self._attempt(recording)
            self.display.ended(outcome)

    async def _attempt(self, recording: LocalRecording) -> Outcome:
        began = monotonic()
        try:
            return await self._transcribe(recording, began)
        except OutputError as error:
            if error.hopeless:
                raise
            return Outcome(recording, Status.FAILED, error=str(error))
        except TranscriberError as error:
            return Outcome(recording, Status.FAILED, error=str(error))

    async def _transcribe(self, recording: LocalRecording, began: float) -> Outcome:
        audio = BlobKey(str(recording.path))
        async with self.workshop.speakers(audio, self.options) as speakers:
            heard = await self._listen(recording)
            transcript, caveats = await speakers.told(heard.transcript)
        ended = heard.ended
        return Outcome(
            recording,
            Status.DONE,
            outputs=tuple(await self.delivery(recording, transcript)),
            detected=ended.detected,
            duration_seconds=ended.duration_seconds,
            work_seconds=monotonic() - began,
            caveats=(*ended.caveats, *caveats_of(transcript), *caveats),
        )

    async def _listen(self, recording: LocalRecording) -> WholeTranscription:
        heard = WholeTranscription(self.options.language)
        claimed: float | None = None
        options = with_times_of_words(self.options)
        work = self.workshop.transcribe(BlobKey(str(recording.path)), options)
        async for update in heard.follow(work):
            match update:
                case SoundTrack():
                    claimed = update.duration_seconds
                    self.display.heard(recording, 0.0, claimed)
                case Preparing():
                    self.display.preparing(update.share)
                case Begun():
                    self.display.heard(recording, update.position, claimed)
                case Heard():
                    self._print(update.passage)
                    self.display.heard(recording, update.passage.position, claimed)
        return heard

    def _print(self, passage: Passage) -> None:
        if self.hear is not None:
            with self.display.aside():
                for segment in passage.segments:
                    self.hear(segment)
