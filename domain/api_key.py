"""An API key: what a program sends instead of a password."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType
from uuid import UUID

from domain.errors.accounts import InvalidApiKeyError
from domain.user import UserId

ApiKeyId = NewType("ApiKeyId", UUID)

MARK: Final = "wt_"  # lets people, and scanners for leaked secrets, recognise a key
SHOWN_CHARACTERS: Final = len(MARK) + 8


class Scope(StrEnum):
    """What a key may do; no scope contains another."""

    TRANSCRIBE = "transcribe"  # hand in recordings; stop, retry, correct and delete jobs
    READ = "read"  # look at jobs, transcripts, recordings and events
    ADMIN = "admin"  # what only admins may do


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A user's API key without its secret; `prefix` is the beginning of the key."""

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
        """Return if the key is valid at that time. Raises InvalidApiKeyError otherwise."""
        if self.revoked_at is not None:
            raise InvalidApiKeyError("This API key was revoked.")
        if self.expires_at is not None and self.expires_at <= at:
            raise InvalidApiKeyError("This API key has expired.")


def digest_of(secret: str) -> str:
    """Hash a key for storing it and for finding it again.

    A plain SHA-256 is enough: salt and slowness protect secrets that people choose, but a key has
    256 random bits, which nobody can guess. The hash is fast, since every request looks a key up by
    it. The time of the look-up tells at most something about the hash, which does not lead to the
    key.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
