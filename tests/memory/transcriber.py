"""A transcriber that knows beforehand what was said."""

from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass

from typing_extensions import override

from application.ports.transcriber import Ended, Heard, Transcriber, TranscriptionRequest, Update
from domain.errors.capacity import BlobNotFoundError
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.job import BlobKey, Caveat
from domain.options import ModelName
from domain.transcript import DetectedLanguage, Passage


@dataclass(frozen=True, slots=True)
class Recital:
    """What is said in a recording, and in which language."""

    passages: tuple[Passage, ...]
    duration_seconds: float
    language: DetectedLanguage | None = None


class MemoryTranscriber(Transcriber):
    """Recites what it was given for each recording; None stands for audio that is unreadable."""

    def __init__(
        self, recitals: Mapping[BlobKey, Recital | None], *, models: Collection[ModelName]
    ) -> None:
        self._recitals = recitals
        self._models = models

    @override
    async def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        recital = self._recital(request)
        asked = request.options.language
        detected = DetectedLanguage(asked, 1.0) if asked else recital.language
        heard_until = request.resume_after.position if request.resume_after else 0.0
        for passage in recital.passages:
            if passage.position > heard_until:
                yield Heard(passage, detected)
        silent = Caveat("no_speech", "No speech was found in this recording.")
        yield Ended(recital.duration_seconds, detected, () if recital.passages else (silent,))

    def _recital(self, request: TranscriptionRequest) -> Recital:
        if request.model not in self._models:
            raise ModelUnavailableError(f"The model '{request.model}' is not on this server.")
        if request.audio not in self._recitals:
            raise BlobNotFoundError(f"There is no audio under {request.audio}.")
        recital = self._recitals[request.audio]
        if recital is None:
            raise AudioUnreadableError("No sound in this file could be decoded.")
        return recital
