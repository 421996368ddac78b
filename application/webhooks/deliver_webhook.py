"""Deliver one webhook, and schedule its next try if that fails."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from application.concurrency.outages import Patience
from application.concurrency.tasks import uninterrupted
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import WebhookTransport
from application.webhooks.signing_keys import WebhookKeys
from domain.errors.webhooks import SecretUnreadableError
from domain.user import UserId
from domain.webhook_secrets import signature
from domain.webhooks import Delivery, DeliveryStatus, Outcome, Reply


@dataclass(frozen=True, slots=True)
class ClaimDeliveries:
    """Claim deliveries that are due, so that no other process sends them meanwhile.

    A claim holds for `belief_seconds`, which is longer than an attempt takes.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    belief_seconds: float = 30.0

    async def __call__(
        self, *, limit: int, passing_over: Collection[UserId] = ()
    ) -> Sequence[Delivery]:
        """Return those that have been due for longest. Raises DatabaseUnavailableError."""
        return await uninterrupted(self._claimed(limit, passing_over))

    async def _claimed(self, limit: int, passing_over: Collection[UserId]) -> Sequence[Delivery]:
        now = self.clock.now()
        until = now + timedelta(seconds=self.belief_seconds)
        async with self.unit_of_work() as uow:
            claimed = await uow.deliveries.claim(
                at=now, until=until, limit=limit, passing_over=passing_over
            )
            await uow.commit()
        return claimed


@dataclass(frozen=True, slots=True)
class DeliverWebhook:
    """Try to send a claimed delivery once, and store the outcome.

    If the process dies in between, the delivery becomes due again: it is sent at least once, and a
    receiver recognises a second one by its id.
    """

    unit_of_work: UnitOfWorkFactory
    transport: WebhookTransport
    keys: WebhookKeys
    clock: Clock
    patience: Patience = field(default_factory=Patience)

    async def __call__(self, claimed: Delivery) -> Delivery:
        """Return the delivery as it is afterwards. An interrupted attempt stores nothing."""
        reply = await self._reply(claimed)
        settled = claimed.settled(reply, at=self.clock.now())
        await self.patience.outlast(lambda: uninterrupted(self._note(claimed, settled)), self.clock)
        return settled

    async def _reply(self, claimed: Delivery) -> Reply:
        ring = await self.keys.ring(claimed.owner)
        try:
            keys = self.keys.signing(ring)
        except SecretUnreadableError:
            return Reply(Outcome.NOT_SIGNED)
        return await self.transport.post(claimed.url, self._headers(claimed, keys), claimed.body)

    def _headers(self, claimed: Delivery, keys: Sequence[bytes]) -> Mapping[str, str]:
        number, timestamp = str(claimed.id), int(self.clock.now().timestamp())
        signatures = [signature(key, number, timestamp, claimed.body) for key in keys]
        return {
            "webhook-id": number,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signatures),
        }

    async def _note(self, claimed: Delivery, settled: Delivery) -> None:
        async with self.unit_of_work() as uow:
            await uow.deliveries.settle(claimed, settled)
            if settled.status is DeliveryStatus.DISABLED:
                now = self.clock.now()
                await uow.deliveries.disable(claimed.owner, claimed.url, at=now)
            await uow.commit()
