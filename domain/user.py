"""Users and their roles."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from domain.errors import ForbiddenError

UserId = NewType("UserId", UUID)

# Stands for the hash of a password where there is none: whoever it is of logs in otherwise.
NO_PASSWORD: Final = ""


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

    @property
    def is_active_admin(self) -> bool:
        """Say whether this is one of those who can let others in."""
        return self.role is Role.ADMIN and not self.disabled

    def with_password(self, password_hash: str) -> "User":
        """Take a new password, which ends every token issued before."""
        return replace(
            self, password_hash=password_hash, token_generation=self.token_generation + 1
        )

    def with_role(self, role: Role) -> "User":
        """Take another role; tokens and keys go on, with what the role allows."""
        return replace(self, role=role)

    def shut_out(self) -> "User":
        """Disable the user, which ends every token issued before, also if let in again."""
        if self.disabled:
            return self
        return replace(self, disabled=True, token_generation=self.token_generation + 1)

    def let_in(self) -> "User":
        """Enable the user again; what ended when they were shut out does not come back."""
        return replace(self, disabled=False)


# Whoever stands at the machine itself and needs no login; this user is never stored.
OPERATOR: Final = User(
    id=UserId(UUID(int=0)),
    username="operator",
    password_hash="",
    role=Role.ADMIN,
    created_at=datetime.min.replace(tzinfo=UTC),
)
