"""Models of API keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from application.accounts.make_api_key import MadeApiKey
from domain.api_key import ApiKey, Scope
from entrypoints.http.requests.validation import NUMBER, ShownText

LONGEST_KEY_NAME: Final = 100
LONGEST_LIFE_DAYS: Final = 3_650


class ApiKeyRequest(
    BaseModel,
    extra="forbid",
    str_strip_whitespace=True,
    json_schema_extra={
        "examples": [{"name": "laptop", "scopes": ["transcribe", "read"], "expires_in_days": 90}]
    },
):
    """A key to create. Without `expires_in_days` it is valid until it is revoked."""

    name: Annotated[ShownText, Field(min_length=1, max_length=LONGEST_KEY_NAME)]
    scopes: Annotated[list[Scope], Field(json_schema_extra={"minItems": 1})]
    expires_in_days: Annotated[int, Field(ge=1, le=LONGEST_LIFE_DAYS), NUMBER] | None = None

    @field_validator("scopes")
    @classmethod
    def _some(cls, value: list[Scope]) -> list[Scope]:
        if not value:
            raise ValueError(f"Choose one or more of: {', '.join(Scope)}.")
        return value

    @property
    def lifetime(self) -> timedelta | None:
        """How long the key is valid; None means until it is revoked."""
        return None if self.expires_in_days is None else timedelta(days=self.expires_in_days)


class ApiKeyAnswer(BaseModel):
    """A key without its secret; `prefix` is how the secret begins."""

    id: UUID
    name: str
    prefix: str
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, stored: ApiKey, **more: str) -> Self:
        """Convert a key."""
        return cls(
            id=stored.id,
            name=stored.name,
            prefix=stored.prefix,
            scopes=sorted(stored.scopes),
            created_at=stored.created_at,
            expires_at=stored.expires_at,
            last_used_at=stored.last_used_at,
            revoked_at=stored.revoked_at,
            **more,
        )


class NewApiKeyAnswer(ApiKeyAnswer):
    """A new key: `key` is shown only in this response."""

    key: str

    @classmethod
    def made(cls, made: MadeApiKey) -> Self:
        """Convert a new key with its secret."""
        return cls.of(made.key, key=made.secret)


class ApiKeyListAnswer(BaseModel):
    """The caller's keys, newest first."""

    api_keys: Sequence[ApiKeyAnswer]

    @classmethod
    def of(cls, keys: Sequence[ApiKey]) -> Self:
        """Convert keys."""
        return cls(api_keys=[ApiKeyAnswer.of(key) for key in keys])
