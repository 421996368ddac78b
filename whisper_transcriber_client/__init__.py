"""A typed client of the Whisper Transcriber service, for asyncio and without it."""

from whisper_transcriber_client.async_client import AsyncClient
from whisper_transcriber_client.client import Client
from whisper_transcriber_client.errors import (
    ClientError,
    ConnectionBrokenError,
    JobNotCompletedError,
    NotFoundError,
    NotOursError,
    RefusedError,
    UnauthorizedError,
    UnavailableError,
)
from whisper_transcriber_client.results import Job, Progress, Segment, Transcript, Word

__all__ = [
    "AsyncClient",
    "Client",
    "ClientError",
    "ConnectionBrokenError",
    "Job",
    "JobNotCompletedError",
    "NotFoundError",
    "NotOursError",
    "Progress",
    "RefusedError",
    "Segment",
    "Transcript",
    "UnauthorizedError",
    "UnavailableError",
    "Word",
]
