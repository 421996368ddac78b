"""Entities that tests start from; each call makes a new one."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.api_key import ApiKey, ApiKeyId, Scope, digest_of
from domain.job import BlobKey, Job, JobId, Recording
from domain.options import ModelName, TranscriptionOptions
from domain.share import Share, ShareId, ShareTerms
from domain.transcript import Passage, Segment
from domain.user import Role, User, UserId


def a_user(name: str = "ada", **changes: object) -> User:
    """Make a user whose stored password means nothing."""
    fields: dict[str, object] = {
        "id": UserId(uuid4()),
        "username": name,
        "password_hash": "unusable",
        "role": Role.USER,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return User(**{**fields, **changes})  # type: ignore[arg-type]  # checked by the dataclass


def a_recording(*, seconds: float | None = 10.0) -> Recording:
    """Describe audio that lies nowhere."""
    return Recording(
        key=BlobKey(f"audio/{uuid4()}"),
        filename="talk.wav",
        size_bytes=320_044,
        sha256="0" * 64,
        duration_seconds=seconds,
    )


def a_job(**changes: object) -> Job:
    """Make a job that waits in the queue."""
    fields: dict[str, object] = {
        "id": JobId(uuid4()),
        "owner": UserId(uuid4()),
        "recording": a_recording(),
        "model": ModelName("digits"),
        "options": TranscriptionOptions(),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Job(**{**fields, **changes})  # type: ignore[arg-type]  # checked by the dataclass


def a_passage(text: str, *, start: float = 0.0, end: float = 1.0) -> Passage:
    """Make a passage of one segment."""
    return Passage(segments=(Segment(start, end, text),), position=end)


def an_api_key(owner: UserId, **changes: object) -> ApiKey:
    """Make a key of somebody's, with a secret that nobody knows."""
    fields: dict[str, object] = {
        "id": ApiKeyId(uuid4()),
        "owner": owner,
        "name": "laptop",
        "prefix": "wt_01234567",
        "digest": digest_of(str(uuid4())),
        "scopes": frozenset({Scope.READ}),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return ApiKey(**{**fields, **changes})  # type: ignore[arg-type]  # checked by the dataclass


def a_share(job_id: JobId, **changes: object) -> Share:
    """Make a link to a job, with a token that nobody knows; it ends a week later."""
    created_at = datetime(2026, 1, 1, tzinfo=UTC)
    fields: dict[str, object] = {
        "id": ShareId(uuid4()),
        "job_id": job_id,
        "terms": ShareTerms(),
        "digest": digest_of(str(uuid4())),
        "created_at": created_at,
        "expires_at": created_at + timedelta(days=7),
    }
    return Share(**{**fields, **changes})  # type: ignore[arg-type]  # checked by the dataclass
