"""Logging in, and who came in by it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool

from application.accounts.change_password import LONGEST, SHORTEST
from application.ports.tokens import AccessToken
from domain.api_key import Scope
from domain.principal import Principal
from domain.user import Role
from entrypoints.http.requests.validation import MAX_NAME_LENGTH, Secret, Text

MAX_PASSWORD_LENGTH: Final = 1_024

# The use cases judge it; the document says what they will say.
NewPassword = Annotated[
    Secret,
    Field(
        max_length=MAX_PASSWORD_LENGTH,
        json_schema_extra={"minLength": SHORTEST, "maxLength": LONGEST},
    ),
]


class LoginRequest(
    BaseModel,
    extra="forbid",
    json_schema_extra={"examples": [{"username": "admin", "password": "correct horse"}]},
):
    """Name and password."""

    username: Annotated[Text, Field(min_length=1, max_length=MAX_NAME_LENGTH)]
    password: Annotated[Secret, Field(max_length=MAX_PASSWORD_LENGTH)]


class PasswordChange(
    BaseModel,
    extra="forbid",
    json_schema_extra={
        "examples": [{"current_password": "correct horse", "new_password": "battery staple"}]
    },
):
    """The password now, and the one to have from now on.

    With `revoke_keys` every API key of the caller ends as well.
    """

    current_password: Annotated[Secret, Field(max_length=MAX_PASSWORD_LENGTH)]
    new_password: NewPassword
    revoke_keys: StrictBool = False


class TokenAnswer(
    BaseModel,
    json_schema_extra={
        "examples": [{"access_token": "eyJ...", "token_type": "bearer", "expires_in": 3600}]
    },
):
    """An access token, as OAuth 2.0 (RFC 6749, 5.1) writes it; it holds for seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  # the name of a scheme
    expires_in: int

    @classmethod
    def of(cls, token: AccessToken) -> Self:
        """Show a token."""
        return cls(access_token=token.value, expires_in=token.expires_in_seconds)


class Credential(StrEnum):
    """What a request showed."""

    SESSION = "session"  # the cookie of a browser
    TOKEN = "token"  # noqa: S105  # a kind of credential, not one
    API_KEY = "api_key"


class MeAnswer(BaseModel):
    """Who the caller is, and what this request's credential opens."""

    id: UUID
    username: str
    role: Role
    scopes: Sequence[Scope]
    auth: Credential

    @classmethod
    def of(cls, principal: Principal, credential: Credential) -> Self:
        """Show a caller to themselves."""
        user = principal.user
        return cls(
            id=user.id,
            username=user.username,
            role=user.role,
            scopes=sorted(principal.scopes),
            auth=credential,
        )
