"""Transcribe one file and render its documents, for a watcher."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from application.jobs.speakers_of_file import speakers_of_file, with_times_of_words
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_file import TranscribeFile
from application.ports.transcriber import Ended, Heard
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey
from domain.options import TranscriptionOptions
from domain.transcript import Passage, Transcript
from entrypoints.cli.transcribe.documents import Form, Rendering
from entrypoints.cli.transcribe.recordings import readable


@dataclass(frozen=True, slots=True)
class Writing:
    """Makes the documents of a recording."""

    transcribe: TranscribeFile
    tell_speakers: TellSpeakers
    options: TranscriptionOptions
    rendering: Rendering
    forms: tuple[Form, ...]

    async def __call__(self, file: Path, path: str) -> Mapping[str, bytes]:
        """Return the documents by their endings. Raises TranscriberError."""
        transcript = await self._transcript(file)
        title = readable(PurePosixPath(path).name)
        return await asyncio.to_thread(
            lambda: {
                form.value: b"".join(self.rendering.pieces(form, title, transcript))
                for form in self.forms
            }
        )

    async def _transcript(self, file: Path) -> Transcript:
        audio = BlobKey(str(file))
        async with speakers_of_file(self.tell_speakers, audio, self.options) as speakers:
            transcript, _ = await speakers.told(await self._heard(audio))
        return transcript

    async def _heard(self, audio: BlobKey) -> Transcript:
        passages: list[Passage] = []
        work = self.transcribe(audio, with_times_of_words(self.options))
        async with aclosing(work) as updates:
            async for update in updates:
                match update:
                    case Heard():
                        passages.append(update.passage)
                    case Ended():
                        language = update.detected.code if update.detected else None
                        return Transcript.of(
                            passages, language or self.options.language, update.duration_seconds
                        )
        raise TranscriberError("The engine stopped before the end of the recording.")
