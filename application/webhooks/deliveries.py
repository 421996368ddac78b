"""List webhook deliveries, and send one again."""

from dataclasses import dataclass
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import DeliveryPage, DeliveryQuery, WakeUp
from domain.errors.webhooks import DeliveryNotFoundError
from domain.user import User
from domain.webhooks import Delivery, DeliveryId


@dataclass(frozen=True, slots=True)
class ListDeliveries:
    """List an owner's deliveries."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, query: DeliveryQuery) -> DeliveryPage:
        """Return an empty page for an owner without deliveries."""
        async with self.unit_of_work() as uow:
            return await uow.deliveries.page(query)


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Send one of the caller's deliveries again, whatever its outcome was."""

    unit_of_work: UnitOfWorkFactory
    wake_up: WakeUp
    clock: Clock

    async def __call__(self, delivery_id: DeliveryId, *, caller: User) -> Delivery:
        """Raise DeliveryNotFoundError."""
        async with self.unit_of_work() as uow:
            delivery = await uow.deliveries.owned(delivery_id, caller.id)
            if not await uow.deliveries.resend(delivery, at=self.clock.now()):
                raise DeliveryNotFoundError(delivery_id)
            resent = await uow.deliveries.owned(delivery_id, caller.id)
            await uow.commit()
        self.wake_up.wake()
        return resent


@dataclass(frozen=True, slots=True)
class ForgetDeliveries:
    """Delete deliveries that ended `keep_seconds` ago or earlier, `page` in one call."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    keep_seconds: float
    page: int = 1_000

    async def __call__(self) -> int:
        """Return how many were deleted."""
        before = self.clock.now() - timedelta(seconds=self.keep_seconds)
        async with self.unit_of_work() as uow:
            forgotten = await uow.deliveries.forget_ended(before=before, limit=self.page)
            await uow.commit()
        return forgotten
