"""An API key: what a program sends instead of a password."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType
from uuid import UUID

from domain.errors import InvalidApiKeyError
from domain.user import UserId

ApiKeyId = NewType("ApiKeyId", UUID)

MARK: Final = "wt_"  # so that people, and scanners for leaked secrets, know one when they see it
SHOWN_CHARACTERS: Final = len(MARK) + 8


class Scope(StrEnum):
    """What a key may do; none of them contains another."""

    TRANSCRIBE = "transcribe"  # hand in recordings; stop, retry, correct and delete jobs
    READ = "read"  # look at jobs, transcripts, recordings and events
    ADMIN = "admin"  # what only admins may do


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of somebody's, without the secret itself: `prefix` is how it begins."""

    id: ApiKeyId
    owner: UserId
    name: str
    prefix: str
    digest: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def ensure_live(self, *, at: datetime) -> None:
        """Return if the key opens anything at that time; InvalidApiKeyError otherwise."""
        if self.revoked_at is not None:
            raise InvalidApiKeyError("This API key was revoked.")
        if self.expires_at is not None and self.expires_at <= at:
            raise InvalidApiKeyError("This API key has expired.")

    def is_live(self, *, at: datetime) -> bool:
        """Say whether it opens anything at that time."""
        expired = self.expires_at is not None and self.expires_at <= at
        return self.revoked_at is None and not expired


def digest_of(secret: str) -> str:
    """Hash a key for storing it and for finding it again.

    A plain SHA-256 will do: salt and slowness protect what people make up, and of 256 random bits
    nobody tries even a part. It is fast, since every request is looked up by it; and how long the
    look-up takes tells something of the hash at most, which leads nobody to the key.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
