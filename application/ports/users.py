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
    """Which users to list; `text` is searched for in the name, ignoring the case of A to Z."""

    skip: int = 0
    limit: int = 100
    text: str | None = None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of users, oldest first, and how many match in all."""

    users: Sequence[User]
    total: int


MOST_ADDRESSES: Final = 20
"""How many addresses are remembered of one user."""


class UserRepository(Protocol):
    """The users, the addresses they logged in from, and the revoked tokens."""

    @abstractmethod
    async def add(self, user: User) -> bool:
        """Store a new user; return False, and store nothing, if the name is taken."""

    @abstractmethod
    async def by_name(self, username: str) -> User | None:
        """Find a user by the exact name."""

    @abstractmethod
    async def by_id(self, user_id: UserId) -> User | None:
        """Find a user by id."""

    @abstractmethod
    async def by_token(self, token_id: str, user_id: UserId) -> User | None:
        """Find the user of a token, unless the token was revoked."""

    @abstractmethod
    async def replace(self, before: User, after: User) -> bool:
        """Write `after` if the stored user is still `before`; return False otherwise."""

    @abstractmethod
    async def by_identity(self, identity: Identity) -> User | None:
        """Find the user that is linked to this identity at a provider."""

    @abstractmethod
    async def link(self, identity: Identity, user_id: UserId) -> bool:
        """Link an identity at a provider to this user; return False if it is linked already."""

    @abstractmethod
    async def page(self, query: UserQuery) -> UserPage:
        """Return one page of users."""

    @abstractmethod
    async def names(self) -> Sequence[str]:
        """Return the names of all users."""

    @abstractmethod
    async def active_admins(self) -> Sequence[User]:
        """Return the admins who are not disabled, and lock them until the transaction ends.

        So if two admins disable each other at once, the second is told that they are the last one.
        """

    @abstractmethod
    async def remember_address(self, user_id: UserId, digest: str, *, at: datetime) -> None:
        """Store the hash of an address that the user logged in from; the oldest are dropped."""

    @abstractmethod
    async def knows_address(self, username: str, digest: str, *, since: datetime) -> bool:
        """Say whether the user of this name has logged in from this address since then."""

    @abstractmethod
    async def revoke_token(self, token_id: str, *, until: datetime) -> None:
        """Refuse this token from now on; it may be forgotten after `until`, when it has expired."""

    @abstractmethod
    async def is_revoked(self, token_id: str) -> bool:
        """Say whether the token was revoked."""
