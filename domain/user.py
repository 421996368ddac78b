"""Users and their roles."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from domain.errors.kinds import ForbiddenError

UserId = NewType("UserId", UUID)

# In place of a password hash, for users who log in through an identity provider.
NO_PASSWORD: Final = ""


class Role(StrEnum):
    """What a user may do beyond their own jobs."""

    ADMIN = "admin"
    USER = "user"


@dataclass(frozen=True, slots=True)
class User:
    """A person who can log in; every job has exactly one user as its owner.

    `token_generation` counts password changes: tokens of an older generation are invalid.
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
        """Say whether this user is an admin who is not disabled."""
        return self.role is Role.ADMIN and not self.disabled

    def with_password(self, password_hash: str) -> "User":
        """Set a new password, which ends every token issued before."""
        return replace(
            self, password_hash=password_hash, token_generation=self.token_generation + 1
        )

    def with_role(self, role: Role) -> "User":
        """Set another role; tokens and keys stay valid, within the rights of the new role."""
        return replace(self, role=role)

    def shut_out(self) -> "User":
        """Disable the user, which ends every token issued before, even if enabled again later."""
        if self.disabled:
            return self
        return replace(self, disabled=True, token_generation=self.token_generation + 1)

    def let_in(self) -> "User":
        """Enable the user again; the tokens that ended stay invalid."""
        return replace(self, disabled=False)


# The operator at the machine itself, who needs no login; this user is never stored.
OPERATOR: Final = User(
    id=UserId(UUID(int=0)),
    username="operator",
    password_hash="",
    role=Role.ADMIN,
    created_at=datetime.min.replace(tzinfo=UTC),
)
