"""Where users are kept."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from domain.user import User, UserId


class UserRepository(Protocol):
    """The users, and the tokens that were ended before their time."""

    @abstractmethod
    async def add(self, user: User) -> bool:
        """Keep a new user; False when the name is taken, and then nothing is kept."""

    @abstractmethod
    async def by_name(self, username: str) -> User | None:
        """Find a user by name, as written."""

    @abstractmethod
    async def by_id(self, user_id: UserId) -> User | None:
        """Find a user by id."""

    @abstractmethod
    async def replace(self, before: User, after: User) -> bool:
        """Write `after` if what is stored is still `before`; False when it is not."""

    @abstractmethod
    async def revoke_token(self, token_id: str, *, until: datetime) -> None:
        """Refuse this token from now on; it may be forgotten after `until`, when it has expired."""

    @abstractmethod
    async def is_revoked(self, token_id: str) -> bool:
        """Say whether the token was ended before its time."""
