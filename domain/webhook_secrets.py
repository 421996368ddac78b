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
    """An older secret that is still signed with, so that receivers can change in peace."""

    sealed: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SecretRing:
    """A user's secrets, sealed: the one in use, and those that are on their way out."""

    owner: UserId
    sealed: str
    made_at: datetime
    retired: tuple[RetiredSecret, ...] = ()

    def rotated(self, sealed: str, *, at: datetime) -> "SecretRing":
        """Take a new one; the old one is signed with for another day."""
        old = RetiredSecret(self.sealed, at + OVERLAP)
        return replace(
            self, sealed=sealed, made_at=at, retired=(old, *self.still_valid(at))[:MOST_RETIRED]
        )

    def still_valid(self, at: datetime) -> tuple[RetiredSecret, ...]:
        """Give the older ones that are signed with at that time, the newest first."""
        return tuple(old for old in self.retired if old.until > at)


def written(key: bytes) -> str:
    """Write a key as receivers are given it."""
    return PREFIX + base64.b64encode(key).decode()


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign one message: HMAC-SHA256 over id, time (seconds since 1970) and the body as sent."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
