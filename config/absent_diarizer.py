"""A diarizer for a service that has no models to tell speakers apart."""

from collections.abc import AsyncGenerator, AsyncIterable, Sequence

from typing_extensions import override

from application.ports.diarizer import Diarizer, KnownVoice, Listened, ListeningRequest
from domain.errors.transcription import ModelUnavailableError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts

_ABSENT = "This service has no models that tell speakers apart."


class AbsentDiarizer(Diarizer):
    """Raises ModelUnavailableError."""

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        raise ModelUnavailableError(_ABSENT)
        yield  # makes this a generator

    @override
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        raise ModelUnavailableError(_ABSENT)

    @override
    async def voiceprint(self, audio: BlobKey) -> bytes:
        raise ModelUnavailableError(_ABSENT)
