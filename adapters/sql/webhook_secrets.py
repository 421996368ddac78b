from sqlalchemy import literal, update
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.transaction import Transaction
from adapters.sql.webhook_mapping import ring_from_row, ring_to_row
from adapters.sql.webhook_tables import SecretRow
from application.ports.webhooks import SecretRepository
from domain.user import UserId
from domain.webhook_secrets import SecretRing


class SqlSecretRepository(SecretRepository):
    """Stores webhook secrets as rows, one for each user."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def of(self, owner: UserId) -> SecretRing | None:
        rows = await self._transaction.rows(select(SecretRow).where(col(SecretRow.owner) == owner))
        return ring_from_row(rows[0]) if rows else None

    @override
    async def add(self, ring: SecretRing) -> bool:
        """Insert in one statement, so that the second of two concurrent calls notices."""
        values = ring_to_row(ring).model_dump()
        statement = self._transaction.insertion(SecretRow).values(**values)
        told = statement.on_conflict_do_nothing(index_elements=["owner"]).returning(literal(1))
        return bool(await self._transaction.write_returning(told))

    @override
    async def replace(self, before: SecretRing, after: SecretRing) -> bool:
        values = ring_to_row(after).model_dump(exclude={"owner"})
        return bool(
            await self._transaction.write(
                update(SecretRow)
                .where(col(SecretRow.owner) == before.owner, col(SecretRow.sealed) == before.sealed)
                .values(**values)
            )
        )
