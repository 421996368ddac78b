"""Models of logins, passwords and the caller."""

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

# The use cases check it; these are the bounds for the document.
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
    """A name and a password."""

    username: Annotated[Text, Field(min_length=1, max_length=MAX_NAME_LENGTH)]
    password: Annotated[Secret, Field(max_length=MAX_PASSWORD_LENGTH)]


class PasswordChange(
    BaseModel,
    extra="forbid",
    json_schema_extra={
        "examples": [{"current_password": "correct horse", "new_password": "battery staple"}]
    },
):
    """The current password and the new one.

    With `revoke_keys` every API key of the caller ends, too.
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
    """An access token as in OAuth 2.0 (RFC 6749, 5.1); `expires_in` is in seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  # the name of a scheme
    expires_in: int

    @classmethod
    def of(cls, token: AccessToken) -> Self:
        """Convert a token."""
        return cls(access_token=token.value, expires_in=token.expires_in_seconds)


class Credential(StrEnum):
    """The kind of credential that a request used."""

    SESSION = "session"  # the cookie of a browser
    TOKEN = "token"  # noqa: S105  # a kind of credential, not one
    API_KEY = "api_key"


class MeAnswer(BaseModel):
    """The caller, and what this request's credential allows."""

    id: UUID
    username: str
    role: Role
    scopes: Sequence[Scope]
    auth: Credential

    @classmethod
    def of(cls, principal: Principal, credential: Credential) -> Self:
        """Convert the caller."""
        user = principal.user
        return cls(
            id=user.id,
            username=user.username,
            role=user.role,
            scopes=sorted(principal.scopes),
            auth=credential,
        )
