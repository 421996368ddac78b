"""Transcribe a local file, without a server."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from application.ports.models import ModelCatalog
from application.ports.probe import AudioProbe, SoundTrack
from application.ports.transcriber import Transcriber, TranscriptionRequest, Update
from domain.job import BlobKey
from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class TranscribeFile:
    """Transcribe a local recording with the default model; nothing is stored or deleted."""

    probe: AudioProbe
    models: ModelCatalog
    transcriber: Transcriber

    async def __call__(
        self, audio: BlobKey, options: TranscriptionOptions
    ) -> AsyncGenerator[SoundTrack | Update, None]:
        """Yield what the probe found, then what the transcriber yields.

        Closing the generator stops the work. Raises UnsupportedAudioError, and what `Transcriber`
        raises.
        """
        yield await self.probe.examine(audio, options.track)
        request = TranscriptionRequest(audio, self.models.default, options)
        async with aclosing(self.transcriber.transcribe(request)) as updates:
            async for update in updates:
                yield update
