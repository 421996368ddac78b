"""Transcribe one file and render its documents, for a watcher."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from application.jobs.speakers_of_file import speakers_of_file, with_times_of_words
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_file import TranscribeFile
from application.jobs.whole_transcription import WholeTranscription
from domain.job import BlobKey
from domain.options import TranscriptionOptions
from domain.transcript import Transcript
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
            heard = WholeTranscription(self.options.language)
            work = self.transcribe(audio, with_times_of_words(self.options))
            async for _ in heard.follow(work):
                pass
            transcript, _ = await speakers.told(heard.transcript)
        return transcript
