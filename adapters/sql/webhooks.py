from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar
from typing_extensions import override

from adapters.sql.transaction import Transaction
from adapters.sql.webhook_mapping import delivery_from_row, delivery_to_row
from adapters.sql.webhook_tables import DeliveryRow
from application.ports.webhooks import (
    DeliveryPage,
    DeliveryQuery,
    DeliveryRepository,
    OutboxBacklog,
)
from domain.errors.webhooks import DeliveryNotFoundError
from domain.user import UserId
from domain.webhooks import Delivery, DeliveryId, DeliveryStatus

PENDING: Final = col(DeliveryRow.status) == DeliveryStatus.PENDING


class SqlDeliveryRepository(DeliveryRepository):
    """Stores deliveries as rows. `attempts` is the fencing token: see `claim` and `settle`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def claim(
        self, *, at: datetime, until: datetime, limit: int, passing_over: Collection[UserId] = ()
    ) -> Sequence[Delivery]:
        due = _due(at, limit, passing_over)
        if not await self._transaction.scalars(due):  # most calls find nothing; no lock
            return ()
        # A CTE that locks is evaluated once; a plain subquery may be evaluated repeatedly.
        chosen = due.with_for_update(skip_locked=True).cte("chosen")
        rows = await self._transaction.write_returning(
            update(DeliveryRow)
            .where(col(DeliveryRow.id).in_(select(chosen.c.id)))
            .values(
                attempts=col(DeliveryRow.attempts) + 1,
                spent=col(DeliveryRow.spent) + 1,
                due_at=until,
                attempted_at=at,
            )
            .returning(DeliveryRow)
        )
        return [delivery_from_row(row) for row in rows]

    @override
    async def settle(self, claimed: Delivery, settled: Delivery) -> bool:
        still = (PENDING, col(DeliveryRow.attempts) == claimed.attempts)
        values = delivery_to_row(settled).model_dump(exclude={"id"})
        return await self._change(
            col(DeliveryRow.id) == claimed.id,
            *still,
            col(DeliveryRow.due_at) == claimed.due_at,
            **values,
        )

    @override
    async def disable(self, owner: UserId, url: str, *, at: datetime) -> int:
        return await self._transaction.write(
            update(DeliveryRow)
            .where(PENDING, col(DeliveryRow.owner) == owner, col(DeliveryRow.url) == url)
            .values(status=DeliveryStatus.DISABLED.value, due_at=None, ended_at=at)
        )

    @override
    async def resend(self, delivery: Delivery, *, at: datetime) -> bool:
        return await self._change(
            col(DeliveryRow.id) == delivery.id,
            status=DeliveryStatus.PENDING.value,
            spent=0,
            due_at=at,
            ended_at=None,
        )

    @override
    async def owned(self, delivery_id: DeliveryId, owner: UserId) -> Delivery:
        rows = await self._transaction.rows(
            select(DeliveryRow).where(
                col(DeliveryRow.id) == delivery_id, col(DeliveryRow.owner) == owner
            )
        )
        if not rows:
            raise DeliveryNotFoundError(delivery_id)
        return delivery_from_row(rows[0])

    @override
    async def page(self, query: DeliveryQuery) -> DeliveryPage:
        wanted = [col(DeliveryRow.owner) == query.owner]
        if query.status is not None:
            wanted.append(col(DeliveryRow.status) == query.status)
        total = await self._transaction.scalars(
            select(func.count()).select_from(DeliveryRow).where(*wanted)
        )
        rows = await self._transaction.rows(
            select(DeliveryRow)
            .where(*wanted)
            .order_by(col(DeliveryRow.occurred_at).desc(), col(DeliveryRow.id).desc())
            .offset(query.skip)
            .limit(query.limit)
        )
        return DeliveryPage(tuple(map(delivery_from_row, rows)), total[0])

    @override
    async def forget_ended(self, *, before: datetime, limit: int) -> int:
        old = select(DeliveryRow.id).where(col(DeliveryRow.ended_at) < before).limit(limit)
        return await self._transaction.write(
            delete(DeliveryRow).where(col(DeliveryRow.id).in_(old))
        )

    @override
    async def backlog(self) -> OutboxBacklog:
        rows = await self._transaction.tuples(
            select(
                func.count(),
                func.min(col(DeliveryRow.occurred_at)),
                func.min(col(DeliveryRow.due_at)),
            ).where(PENDING)
        )
        return OutboxBacklog(*rows[0])

    async def _change(self, *wanted: ColumnElement[bool], **values: object) -> bool:
        return bool(
            await self._transaction.write(update(DeliveryRow).where(*wanted).values(**values))
        )


def _due(at: datetime, limit: int, passing_over: Collection[UserId]) -> SelectOfScalar[UUID]:
    return (
        select(DeliveryRow.id)
        .where(PENDING, col(DeliveryRow.due_at) <= at, col(DeliveryRow.owner).not_in(passing_over))
        .order_by(col(DeliveryRow.due_at))
        .limit(limit)
    )
