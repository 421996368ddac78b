"""Sends the webhook deliveries in the outbox."""

import asyncio
from typing import Final

import structlog

from application.concurrency.tasks import first_of
from application.ports.clock import Clock
from application.ports.webhooks import WakeUp
from application.webhooks.deliver_webhook import ClaimDeliveries, DeliverWebhook
from domain.errors.kinds import UnavailableError
from domain.user import UserId
from domain.webhooks import Delivery

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

# Retries that are due, and deliveries that another process left, are found after this time at most.
LOOK_SECONDS: Final = 5.0
# At most this many deliveries of one owner run at once while others wait.
MOST_OF_ONE_OWNER: Final = 4


class WebhookSender:
    """Sends due deliveries, up to `places` at once; checks again on a wake-up.

    An owner with `MOST_OF_ONE_OWNER` running deliveries is skipped, so that hanging receivers of
    one owner cannot take all places. Any number of processes may do this on one outbox.
    """

    def __init__(
        self,
        claim: ClaimDeliveries,
        deliver: DeliverWebhook,
        wake_up: WakeUp,
        clock: Clock,
        *,
        places: int,
    ) -> None:
        self._claim = claim
        self._deliver = deliver
        self._wake_up = wake_up
        self._clock = clock
        self._places = places
        self._running: dict[asyncio.Task[None], UserId] = {}
        self._has_left_some = False

    async def __call__(self) -> None:
        """Run until cancelled; running deliveries then go on until `finish`."""
        while True:
            try:
                await self._start_due()
            except UnavailableError as error:
                log.warning("webhooks_put_off", code=error.code)
            except Exception:
                log.exception("webhooks_failed")
            await first_of(self._wake_up.wait(), self._clock.sleep(LOOK_SECONDS))

    async def finish(self, *, grace_seconds: float) -> None:
        """Wait for running deliveries; cancel those that take longer, to be sent again later."""
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _start_due(self) -> None:
        while free := self._places - len(self._running):
            busy = self._busy_owners()
            taken = await self._claim(limit=min(free, MOST_OF_ONE_OWNER), passing_over=busy)
            for delivery in taken:
                self._start(delivery)
            if not taken:
                self._has_left_some = bool(busy)
                return
        self._has_left_some = True

    def _busy_owners(self) -> frozenset[UserId]:
        owners = list(self._running.values())
        return frozenset(owner for owner in owners if owners.count(owner) >= MOST_OF_ONE_OWNER)

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._send(delivery), name="webhook")
        self._running[task] = delivery.owner
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if self._has_left_some:
            self._wake_up.wake()

    async def _send(self, delivery: Delivery) -> None:
        """Make one attempt. Neither address nor response is logged: both may contain secrets."""
        noted = log.bind(delivery_id=str(delivery.id), job_id=str(delivery.job_id))
        try:
            done = await self._deliver(delivery)
        except UnavailableError as error:
            noted.warning("webhook_put_off", code=error.code)
        except Exception:  # noqa: BLE001  # the loop: one delivery must not end the others
            noted.exception("webhook_failed")
        else:
            reply = done.last_reply
            noted.info(
                "webhook_attempted",
                attempt=done.attempts,
                status=done.status.value,
                outcome=reply.outcome.value if reply else None,
                http_status=reply.http_status if reply else None,
            )
