"""Write it down while I wait."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from application.holding import HoldRecording
from application.ports.blobs import BlobStore
from application.ports.models import ModelCatalog
from application.ports.probe import AudioProbe
from application.ports.room import Room
from application.ports.transcriber import Ended, Heard, Transcriber, TranscriptionRequest
from domain.errors import ModelNotServedError, UnavailableError
from domain.job import Recording
from domain.options import ModelName, TranscriptionOptions


@dataclass(frozen=True, slots=True)
class TranscribeNow:
    """Transcribe a stored recording for somebody who waits; no job is made, nothing is kept."""

    blobs: BlobStore
    probe: AudioProbe
    models: ModelCatalog
    transcriber: Transcriber
    room: Room
    hold: HoldRecording

    @asynccontextmanager
    async def __call__(
        self, recording: Recording, options: TranscriptionOptions, *, model: ModelName
    ) -> AsyncIterator[AsyncGenerator[Heard | Ended, None]]:
        """Hand out what the transcriber yields. Raises QueueFullError, UnsupportedAudioError.

        Leaving stops the work and removes the audio. Should the storage be away just then, that
        is left to whoever sweeps up audio without a job.
        """
        try:
            with self.room.place():
                async with self.hold(recording.key):
                    await self.probe.examine(recording.key, options.track)
                    request = TranscriptionRequest(recording.key, model, options)
                    async with aclosing(self.transcriber.transcribe(request)) as updates:
                        yield updates
        finally:
            with suppress(UnavailableError):
                await self.blobs.delete(recording.key)

    def ensure_room(self) -> None:
        """Return if there is a place now, before gigabytes are read. Raises QueueFullError."""
        self.room.ensure_free()

    def model_called(self, name: str, *, default_alias: str) -> ModelName:
        """Find a model by its name or by what the default is also called.

        Raises ModelNotServedError.
        """
        if name == default_alias:
            return self.models.default
        names = [status.name for status in self.models.served()]
        if name not in names:
            raise ModelNotServedError(name, names)
        return ModelName(name)
