from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Final

from typing_extensions import override

from application.ports.webhooks import (
    DeliveryPage,
    DeliveryQuery,
    DeliveryRepository,
    OutboxBacklog,
    SecretRepository,
)
from domain.errors.webhooks import DeliveryNotFoundError
from domain.user import UserId
from domain.webhook_secrets import SecretRing
from domain.webhooks import Delivery, DeliveryId, DeliveryStatus
from tests.memory.database import MemoryTransaction

AGE: Final = attrgetter("occurred_at", "id")


class MemoryDeliveryRepository(DeliveryRepository):
    """Deliveries in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def claim(
        self, *, at: datetime, until: datetime, limit: int, passing_over: Collection[UserId] = ()
    ) -> Sequence[Delivery]:
        deliveries = (await self._transaction.draft()).deliveries
        due = [
            (known.due_at, known)
            for known in deliveries.values()
            if known.due_at is not None and known.due_at <= at and known.owner not in passing_over
        ]
        claimed = [
            known.claimed(at=at, until=until) for _, known in sorted(due, key=itemgetter(0))[:limit]
        ]
        deliveries.update({delivery.id: delivery for delivery in claimed})
        return claimed

    @override
    async def settle(self, claimed: Delivery, settled: Delivery) -> bool:
        deliveries = (await self._transaction.draft()).deliveries
        if deliveries.get(claimed.id) != claimed:
            return False
        deliveries[claimed.id] = settled
        return True

    @override
    async def disable(self, owner: UserId, url: str, *, at: datetime) -> int:
        deliveries = (await self._transaction.draft()).deliveries
        stopped = [
            replace(known, status=DeliveryStatus.DISABLED, due_at=None, ended_at=at)
            for known in deliveries.values()
            if (known.owner, known.url) == (owner, url) and known.status is DeliveryStatus.PENDING
        ]
        deliveries.update({delivery.id: delivery for delivery in stopped})
        return len(stopped)

    @override
    async def resend(self, delivery: Delivery, *, at: datetime) -> bool:
        deliveries = (await self._transaction.draft()).deliveries
        if delivery.id not in deliveries:
            return False
        deliveries[delivery.id] = deliveries[delivery.id].resent(at=at)
        return True

    @override
    async def owned(self, delivery_id: DeliveryId, owner: UserId) -> Delivery:
        delivery = self._transaction.seen.deliveries.get(delivery_id)
        if delivery is None or delivery.owner != owner:
            raise DeliveryNotFoundError(delivery_id)
        return delivery

    @override
    async def page(self, query: DeliveryQuery) -> DeliveryPage:
        matching = [
            known
            for known in self._all()
            if known.owner == query.owner and query.status in {None, known.status}
        ]
        matching.sort(key=AGE, reverse=True)
        shown = matching[query.skip : query.skip + query.limit]
        return DeliveryPage(tuple(shown), len(matching))

    @override
    async def forget_ended(self, *, before: datetime, limit: int) -> int:
        deliveries = (await self._transaction.draft()).deliveries
        old = [
            known.id
            for known in deliveries.values()
            if known.ended_at is not None and known.ended_at < before
        ][:limit]
        for delivery_id in old:
            del deliveries[delivery_id]
        return len(old)

    @override
    async def backlog(self) -> OutboxBacklog:
        waiting = [known for known in self._all() if known.status is DeliveryStatus.PENDING]
        oldest = min((known.occurred_at for known in waiting), default=None)
        due = min((known.due_at for known in waiting if known.due_at), default=None)
        return OutboxBacklog(len(waiting), oldest, due)

    def _all(self) -> Iterable[Delivery]:
        return self._transaction.seen.deliveries.values()


class MemorySecretRepository(SecretRepository):
    """Secrets in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def of(self, owner: UserId) -> SecretRing | None:
        return self._transaction.seen.webhook_secrets.get(owner)

    @override
    async def add(self, ring: SecretRing) -> bool:
        secrets = (await self._transaction.draft()).webhook_secrets
        return secrets.setdefault(ring.owner, ring) is ring

    @override
    async def replace(self, before: SecretRing, after: SecretRing) -> bool:
        secrets = (await self._transaction.draft()).webhook_secrets
        stored = secrets.get(before.owner)
        if stored is None or stored.sealed != before.sealed:
            return False
        secrets[before.owner] = after
        return True
