"""Port: stores API keys."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.api_key import ApiKey, ApiKeyId
from domain.user import UserId


class ApiKeyRepository(Protocol):
    """The keys of all users, with the hashes of their secrets."""

    @abstractmethod
    async def add(self, key: ApiKey) -> None:
        """Keep a new key."""

    @abstractmethod
    async def by_digest(self, digest: str) -> ApiKey | None:
        """Find the key whose secret has this hash."""

    @abstractmethod
    async def of_owner(self, owner: UserId, *, limit: int) -> Sequence[ApiKey]:
        """Give an owner's keys, newest first, those that have ended included."""

    @abstractmethod
    async def live(self, owner: UserId, *, at: datetime) -> int:
        """Count the keys that neither have expired nor were revoked."""

    @abstractmethod
    async def revoke(self, key_id: ApiKeyId, owner: UserId, *, at: datetime) -> None:
        """End a key. Raises ApiKeyNotFoundError; one that was revoked before stays as it is."""

    @abstractmethod
    async def revoke_all(self, owner: UserId, *, at: datetime) -> None:
        """End every key of an owner that was not revoked before."""

    @abstractmethod
    async def note_use(self, key: ApiKey, *, at: datetime) -> None:
        """Write down when the key was used, unless a later use is known already."""

    @abstractmethod
    async def forget_ended(self, owner: UserId, *, before: datetime) -> None:
        """Remove an owner's keys that were revoked or expired before that time."""
