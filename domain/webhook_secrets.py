"""The secrets that sign webhooks (Standard Webhooks 1.0)."""

import base64
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.user import UserId

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
OVERLAP: Final = timedelta(hours=24)
MOST_RETIRED: Final = 4


@dataclass(frozen=True, slots=True)
class RetiredSecret:
    """An older secret that still signs for a while, so that receivers can be changed."""

    sealed: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SecretRing:
    """A user's encrypted secrets: the current one and retired ones that still sign."""

    owner: UserId
    sealed: str
    made_at: datetime
    retired: tuple[RetiredSecret, ...] = ()

    def rotated(self, sealed: str, *, at: datetime) -> "SecretRing":
        """Set a new secret; the old one still signs for another day."""
        old = RetiredSecret(self.sealed, at + OVERLAP)
        return replace(
            self, sealed=sealed, made_at=at, retired=(old, *self.still_valid(at))[:MOST_RETIRED]
        )

    def still_valid(self, at: datetime) -> tuple[RetiredSecret, ...]:
        """Return the retired secrets that still sign at that time, newest first."""
        return tuple(old for old in self.retired if old.until > at)


def written(key: bytes) -> str:
    """Write a key in the form that receivers are given."""
    return PREFIX + base64.b64encode(key).decode()


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign one message: HMAC-SHA256 over id, time (seconds since 1970) and the body as sent."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
