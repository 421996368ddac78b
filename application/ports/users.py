"""Port: stores users."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from domain.identity import Identity
from domain.user import User, UserId


@dataclass(frozen=True, slots=True)
class UserQuery:
    """Which users; `text` is looked for anywhere in the name, whatever the case of A to Z."""

    skip: int = 0
    limit: int = 100
    text: str | None = None


@dataclass(frozen=True, slots=True)
class UserPage:
    """A page of users by age, the oldest first, and how many there are in all."""

    users: Sequence[User]
    total: int


MOST_ADDRESSES: Final = 20
"""How many addresses are remembered of one user."""


class UserRepository(Protocol):
    """The users, where they logged in, and the tokens that were ended before their time."""

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
    async def by_token(self, token_id: str, user_id: UserId) -> User | None:
        """Find the user whom a token names, unless it was ended before its time."""

    @abstractmethod
    async def replace(self, before: User, after: User) -> bool:
        """Write `after` if what is stored is still `before`; False when it is not."""

    @abstractmethod
    async def by_identity(self, identity: Identity) -> User | None:
        """Find the user who is linked to somebody whom an identity provider knows."""

    @abstractmethod
    async def link(self, identity: Identity, user_id: UserId) -> bool:
        """Let somebody whom a provider knows be this user; False when they are one already."""

    @abstractmethod
    async def page(self, query: UserQuery) -> UserPage:
        """Give a part of the users."""

    @abstractmethod
    async def names(self) -> Sequence[str]:
        """Give the names of all users."""

    @abstractmethod
    async def active_admins(self) -> Sequence[User]:
        """Give the admins who are not disabled; nobody else changes them until the end.

        So of two who shut each other out at once, the second is told that they are the last.
        """

    @abstractmethod
    async def remember_address(self, user_id: UserId, digest: str, *, at: datetime) -> None:
        """Note the hash of an address that the user logged in from; the oldest make room."""

    @abstractmethod
    async def knows_address(self, username: str, digest: str, *, since: datetime) -> bool:
        """Say whether it was noted of the user of this name since then."""

    @abstractmethod
    async def revoke_token(self, token_id: str, *, until: datetime) -> None:
        """Refuse this token from now on; it may be forgotten after `until`, when it has expired."""

    @abstractmethod
    async def is_revoked(self, token_id: str) -> bool:
        """Say whether the token was ended before its time."""
