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
from whisper_transcriber_client.results import (
    ApiKey,
    ChangedSegment,
    Hit,
    HitPage,
    Job,
    JobId,
    JobPage,
    Login,
    Progress,
    Replacement,
    Segment,
    Speaker,
    Transcript,
    Turn,
    Word,
)

__all__ = [
    "ApiKey",
    "AsyncClient",
    "ChangedSegment",
    "Client",
    "ClientError",
    "ConnectionBrokenError",
    "Hit",
    "HitPage",
    "Job",
    "JobId",
    "JobNotCompletedError",
    "JobPage",
    "Login",
    "NotFoundError",
    "NotOursError",
    "Progress",
    "RefusedError",
    "Replacement",
    "Segment",
    "Speaker",
    "Transcript",
    "Turn",
    "UnauthorizedError",
    "UnavailableError",
    "Word",
]
