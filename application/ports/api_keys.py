"""Port: stores API keys."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.api_key import ApiKey, ApiKeyId
from domain.user import UserId


class ApiKeyRepository(Protocol):
    """The API keys of all users, with the hashes of their secrets."""

    @abstractmethod
    async def add(self, key: ApiKey) -> None:
        """Store a new key."""

    @abstractmethod
    async def by_digest(self, digest: str) -> ApiKey | None:
        """Find the key whose secret has this hash."""

    @abstractmethod
    async def of_owner(self, owner: UserId, *, limit: int) -> Sequence[ApiKey]:
        """Return an owner's keys, newest first, including keys that have ended."""

    @abstractmethod
    async def live(self, owner: UserId, *, at: datetime) -> int:
        """Count the keys that have neither expired nor been revoked."""

    @abstractmethod
    async def revoke(self, key_id: ApiKeyId, owner: UserId, *, at: datetime) -> None:
        """Revoke a key, unless it was revoked before. Raises ApiKeyNotFoundError."""

    @abstractmethod
    async def revoke_all(self, owner: UserId, *, at: datetime) -> None:
        """Revoke all of an owner's keys that are not revoked yet."""

    @abstractmethod
    async def note_use(self, key: ApiKey, *, at: datetime) -> None:
        """Store when the key was used, unless a later use is stored already."""

    @abstractmethod
    async def forget_ended(self, owner: UserId, *, before: datetime) -> None:
        """Delete an owner's keys that were revoked or expired before that time."""
