"""Models of users, as admins see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool

from application.ports.users import UserPage
from domain.user import Role, User
from entrypoints.http.requests.validation import MAX_NAME_LENGTH, Text
from entrypoints.http.schemas.login import NewPassword
from entrypoints.http.schemas.paging import PageQuery

LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2


class NewUser(
    BaseModel,
    extra="forbid",
    json_schema_extra={
        "examples": [{"username": "ada", "password": "correct horse", "role": "user"}]
    },
):
    """A user to create."""

    username: Annotated[Text, Field(min_length=1, max_length=MAX_NAME_LENGTH)]
    password: NewPassword
    role: Role = Role.USER


class UserChange(BaseModel, extra="forbid", json_schema_extra={"examples": [{"disabled": True}]}):
    """What to change; missing or null fields stay as they are."""

    role: Role | None = None
    disabled: StrictBool | None = None


class PasswordReset(BaseModel, extra="forbid"):
    """The new password; with `revoke_keys` every API key of the user ends, too."""

    password: NewPassword
    revoke_keys: StrictBool = False


class IdentityLink(BaseModel, extra="forbid"):
    """The user's `sub` at the identity provider."""

    subject: Annotated[Text, Field(min_length=1, max_length=LONGEST_SUBJECT)]


class UserListQuery(PageQuery):
    """Which users to list."""

    q: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)] | None = None


class UserAnswer(BaseModel):
    """A user."""

    id: UUID
    username: str
    role: Role
    disabled: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        """Convert a user."""
        return cls(
            id=user.id,
            username=user.username,
            role=user.role,
            disabled=user.disabled,
            created_at=user.created_at,
        )


class UserListAnswer(BaseModel):
    """A page of users, the oldest first; `total` counts all."""

    users: Sequence[UserAnswer]
    total: int
    skip: int
    limit: int

    @classmethod
    def of(cls, page: UserPage, query: UserListQuery) -> Self:
        """Convert a page."""
        return cls(
            users=[UserAnswer.of(user) for user in page.users],
            total=page.total,
            skip=query.skip,
            limit=query.limit,
        )
