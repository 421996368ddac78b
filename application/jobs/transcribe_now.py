"""Transcribe a recording while its sender waits; no job is made."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field

from application.jobs.isolation import Isolation
from application.limits.fair_probe import FairProbe
from application.limits.fair_semaphore import FairSemaphore
from application.limits.option_limits import OptionLimits
from application.models.served import served_model
from application.ports.blobs import BlobStore
from application.ports.models import ModelCatalog
from application.ports.transcriber import Transcriber, TranscriptionRequest, Update
from application.uploads.in_use_marks import HoldRecording
from domain.errors.jobs import ModelNotServedError
from domain.errors.kinds import UnavailableError
from domain.job import Recording
from domain.options import ModelName, TranscriptionOptions
from domain.user import User


@dataclass(frozen=True, slots=True)
class TranscribeNow:
    """Transcribe a stored recording while its sender waits; no job is made, nothing is kept.

    `other_names` are what models are also called; None stands for the default model.
    """

    blobs: BlobStore
    probe: FairProbe
    models: ModelCatalog
    transcriber: Transcriber
    places: FairSemaphore
    hold: HoldRecording
    isolation: Isolation
    other_names: Mapping[str, ModelName | None] = field(default_factory=dict)
    limits: OptionLimits = field(default_factory=OptionLimits)

    @asynccontextmanager
    async def __call__(
        self,
        recording: Recording,
        options: TranscriptionOptions,
        *,
        model: ModelName,
        caller: User,
    ) -> AsyncIterator[AsyncGenerator[Update, None]]:
        """Yield what the transcriber yields, when it is the caller's turn.

        Raises InvalidRequestError, QueueFullError, ProbesBusyError, UnsupportedAudioError.

        Leaving the context stops the work and deletes the audio. If the storage is away at that
        moment, the sweep deletes it later.
        """
        try:
            self.limits.ensure_within(options)
            async with self.places.place(caller.id), self.hold(recording.key):
                await self.probe(recording.key, options.track, caller=caller)
                request = TranscriptionRequest(recording.key, model, options, owner=caller.id)
                async with (
                    self.isolation.visit(),
                    aclosing(self.transcriber.transcribe(request)) as updates,
                ):
                    yield updates
        finally:
            with suppress(UnavailableError):
                await self.blobs.delete(recording.key)

    def ensure_open(self, caller: User) -> None:
        """Check, before gigabytes are read, whether the caller could be served or may wait.

        Raises QueueFullError.
        """
        self.places.ensure_open(caller.id)

    def model_called(self, name: str | None) -> ModelName:
        """Find a model by its name or by one of its other names; None is the default one.

        Raises ModelNotServedError.
        """
        try:
            return served_model(self.models, name)
        except ModelNotServedError:
            if name is None or name not in self.other_names:
                raise
            return served_model(self.models, self.other_names[name])
