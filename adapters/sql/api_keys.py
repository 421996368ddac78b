from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, update
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.tables import ApiKeyRow
from adapters.sql.transaction import Transaction
from application.ports.api_keys import ApiKeyRepository
from domain.api_key import ApiKey, ApiKeyId, Scope
from domain.errors.accounts import ApiKeyNotFoundError
from domain.user import UserId


class SqlApiKeyRepository(ApiKeyRepository):
    """Stores API keys as rows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, key: ApiKey) -> None:
        await self._transaction.insert(api_key_to_row(key))

    @override
    async def by_digest(self, digest: str) -> ApiKey | None:
        rows = await self._transaction.rows(
            select(ApiKeyRow).where(col(ApiKeyRow.digest) == digest)
        )
        return api_key_from_row(rows[0]) if rows else None

    @override
    async def of_owner(self, owner: UserId, *, limit: int) -> Sequence[ApiKey]:
        rows = await self._transaction.rows(
            select(ApiKeyRow)
            .where(col(ApiKeyRow.owner) == owner)
            .order_by(col(ApiKeyRow.created_at).desc(), col(ApiKeyRow.id).desc())
            .limit(limit)
        )
        return [api_key_from_row(row) for row in rows]

    @override
    async def live(self, owner: UserId, *, at: datetime) -> int:
        expires = col(ApiKeyRow.expires_at)
        counted = await self._transaction.scalars(
            select(func.count())
            .select_from(ApiKeyRow)
            .where(
                col(ApiKeyRow.owner) == owner,
                col(ApiKeyRow.revoked_at).is_(None),
                or_(expires.is_(None), expires > at),
            )
        )
        return counted[0]

    @override
    async def revoke(self, key_id: ApiKeyId, owner: UserId, *, at: datetime) -> None:
        hit = await self._transaction.write(
            update(ApiKeyRow)
            .where(col(ApiKeyRow.id) == key_id, col(ApiKeyRow.owner) == owner)
            .values(revoked_at=func.coalesce(col(ApiKeyRow.revoked_at), at))
        )
        if not hit:
            raise ApiKeyNotFoundError(key_id)

    @override
    async def revoke_all(self, owner: UserId, *, at: datetime) -> None:
        await self._transaction.write(
            update(ApiKeyRow)
            .where(col(ApiKeyRow.owner) == owner, col(ApiKeyRow.revoked_at).is_(None))
            .values(revoked_at=at)
        )

    @override
    async def note_use(self, key: ApiKey, *, at: datetime) -> None:
        used = col(ApiKeyRow.last_used_at)
        await self._transaction.write(
            update(ApiKeyRow)
            .where(col(ApiKeyRow.id) == key.id, or_(used.is_(None), used < at))
            .values(last_used_at=at)
        )

    @override
    async def forget_ended(self, owner: UserId, *, before: datetime) -> None:
        ended = or_(col(ApiKeyRow.revoked_at) < before, col(ApiKeyRow.expires_at) < before)
        await self._transaction.write(delete(ApiKeyRow).where(col(ApiKeyRow.owner) == owner, ended))


def api_key_to_row(key: ApiKey) -> ApiKeyRow:
    """Turn a key into its row."""
    return ApiKeyRow(
        id=key.id,
        owner=key.owner,
        name=key.name,
        prefix=key.prefix,
        digest=key.digest,
        scopes=sorted(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


def api_key_from_row(row: ApiKeyRow) -> ApiKey:
    """Read a key from its row."""
    return ApiKey(
        id=ApiKeyId(row.id),
        owner=UserId(row.owner),
        name=row.name,
        prefix=row.prefix,
        digest=row.digest,
        scopes=frozenset(map(Scope, row.scopes)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
