"""API keys as the service answers them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from whisper_transcriber_client.results.jobs import moment


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key. Its `secret` is known only when it has just been made."""

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    secret: str | None = field(repr=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            id=body["id"],
            name=body["name"],
            prefix=body["prefix"],
            scopes=tuple(body["scopes"]),
            expires_at=moment(body.get("expires_at")),
            last_used_at=moment(body.get("last_used_at")),
            revoked_at=moment(body.get("revoked_at")),
            secret=body.get("key"),
        )


@dataclass(frozen=True, slots=True)
class Login:
    """A token, and for how many seconds it is valid."""

    token: str = field(repr=False)
    expires_in: float
