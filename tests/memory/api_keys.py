from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from application.ports.api_keys import ApiKeyRepository
from domain.api_key import ApiKey, ApiKeyId
from domain.errors.accounts import ApiKeyNotFoundError, InvalidApiKeyError
from domain.user import UserId
from tests.memory.database import MemoryTransaction


class MemoryApiKeyRepository(ApiKeyRepository):
    """Keys in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, key: ApiKey) -> None:
        (await self._transaction.draft()).api_keys[key.id] = key

    @override
    async def by_digest(self, digest: str) -> ApiKey | None:
        keys = self._transaction.seen.api_keys.values()
        return next((key for key in keys if key.digest == digest), None)

    @override
    async def of_owner(self, owner: UserId, *, limit: int) -> Sequence[ApiKey]:
        keys = [key for key in self._transaction.seen.api_keys.values() if key.owner == owner]
        return sorted(keys, key=lambda key: (key.created_at, key.id), reverse=True)[:limit]

    @override
    async def live(self, owner: UserId, *, at: datetime) -> int:
        keys = self._transaction.seen.api_keys.values()
        return sum(key.owner == owner and _is_live(key, at) for key in keys)

    @override
    async def revoke(self, key_id: ApiKeyId, owner: UserId, *, at: datetime) -> None:
        keys = (await self._transaction.draft()).api_keys
        key = keys.get(key_id)
        if key is None or key.owner != owner:
            raise ApiKeyNotFoundError(key_id)
        keys[key_id] = replace(key, revoked_at=key.revoked_at or at)

    @override
    async def revoke_all(self, owner: UserId, *, at: datetime) -> None:
        keys = (await self._transaction.draft()).api_keys
        for key in [key for key in keys.values() if key.owner == owner]:
            keys[key.id] = replace(key, revoked_at=key.revoked_at or at)

    @override
    async def note_use(self, key: ApiKey, *, at: datetime) -> None:
        keys = (await self._transaction.draft()).api_keys
        known = keys.get(key.id)
        if known is not None:
            latest = max(known.last_used_at or at, at)
            keys[key.id] = replace(known, last_used_at=latest)

    @override
    async def forget_ended(self, owner: UserId, *, before: datetime) -> None:
        keys = (await self._transaction.draft()).api_keys
        for key in [key for key in keys.values() if key.owner == owner]:
            if any(end is not None and end < before for end in (key.revoked_at, key.expires_at)):
                del keys[key.id]


def _is_live(key: ApiKey, at: datetime) -> bool:
    try:
        key.ensure_live(at=at)
    except InvalidApiKeyError:
        return False
    return True
