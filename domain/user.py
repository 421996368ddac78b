"""Who may ask, and what belongs to whom."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.errors import ForbiddenError

UserId = NewType("UserId", UUID)


class Role(StrEnum):
    """What a user may do beyond their own jobs."""

    ADMIN = "admin"
    USER = "user"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can log in; every job has exactly one as its owner.

    `token_generation` counts password changes: a token of an older generation is void.
    """

    id: UserId
    username: str
    password_hash: str
    role: Role
    created_at: datetime
    disabled: bool = False
    token_generation: int = 0

    def ensure_admin(self) -> None:
        """Return if the user is an admin; ForbiddenError otherwise."""
        if self.role is not Role.ADMIN:
            raise ForbiddenError

    def with_password(self, password_hash: str) -> "User":
        """Take a new password, which ends every token issued before."""
        return replace(
            self, password_hash=password_hash, token_generation=self.token_generation + 1
        )
