"""What the service answers, as dataclasses; fields that only a newer service knows are in `raw`."""

from whisper_transcriber_client.results.accounts import ApiKey, Login
from whisper_transcriber_client.results.facets import Facets
from whisper_transcriber_client.results.jobs import ENDED, Job, JobId, JobPage, Progress
from whisper_transcriber_client.results.live import LiveNews, LiveStored, LiveTurn, LiveWords
from whisper_transcriber_client.results.search import Hit, HitPage
from whisper_transcriber_client.results.speakers import Speaker, Turn
from whisper_transcriber_client.results.transcripts import (
    ChangedSegment,
    Replacement,
    Segment,
    Transcript,
    Word,
)

__all__ = [
    "ENDED",
    "ApiKey",
    "ChangedSegment",
    "Facets",
    "Hit",
    "HitPage",
    "Job",
    "JobId",
    "JobPage",
    "LiveNews",
    "LiveStored",
    "LiveTurn",
    "LiveWords",
    "Login",
    "Progress",
    "Replacement",
    "Segment",
    "Speaker",
    "Transcript",
    "Turn",
    "Word",
]
