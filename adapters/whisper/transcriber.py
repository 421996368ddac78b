"""Recordings in, passages out."""

from collections.abc import AsyncGenerator

from typing_extensions import override

from adapters.whisper.pool import ModelPool
from adapters.whisper.settings import Pace
from application.ports.blobs import BlobStore
from application.ports.transcriber import Ended, Heard, Transcriber, TranscriptionRequest


class WhisperTranscriber(Transcriber):
    """Transcribes recordings with the models of a pool, many at once."""

    def __init__(self, *, pool: ModelPool, blobs: BlobStore, pace: Pace | None = None) -> None: ...

    @override
    def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Heard | Ended, None]:
        raise NotImplementedError

    async def close(self) -> None:
        """Stop the jobs that still run; the pool is closed by whoever made it."""
        raise NotImplementedError
