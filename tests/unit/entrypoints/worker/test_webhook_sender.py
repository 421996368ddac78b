import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from adapters.memory.wake_up import MemoryWakeUp, WakeOnJobEnd
from adapters.security.vault import JoseVault
from application.webhooks.deliver_webhook import ClaimDeliveries, DeliverWebhook
from application.webhooks.signing_keys import WebhookKeys
from domain.events import JobCancelled
from domain.job import Job, JobStatus
from domain.user import UserId
from domain.webhooks import DeliveryStatus, Outcome, Reply
from entrypoints.worker.webhook_sender import LOOK_SECONDS, MOST_OF_ONE_OWNER, WebhookSender
from tests.fakes.house import House, settle
from tests.fakes.receivers import ScriptedReceivers, Sent
from tests.samples import a_job

SLOW = "https://example.com/slow"
QUICK = "https://example.com/quick"


class Rounds:
    """A running webhook sender; a delivery to SLOW waits until `open`."""

    def __init__(self, house: House, *, places: int = 16) -> None:
        self.house = house
        self.wake_up = MemoryWakeUp()
        self.receivers = ScriptedReceivers(meanwhile=self._wait_if_slow)
        self.open = asyncio.Event()
        keys = WebhookKeys(house.units, JoseVault("x" * 32), house.clock)
        self.webhook_sender = WebhookSender(
            ClaimDeliveries(house.units, house.clock),
            DeliverWebhook(house.units, self.receivers, keys, house.clock),
            self.wake_up,
            house.clock,
            places=places,
        )

    async def _wait_if_slow(self, sent: Sent) -> None:
        if sent.url == SLOW:
            await self.open.wait()

    @asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.webhook_sender())
        await self.settle()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            self.open.set()
            await self.webhook_sender.finish(grace_seconds=5)

    async def settle(self) -> None:
        for _ in range(10):
            await settle()

    async def end_a_job(self, url: str = QUICK, owner: UserId | None = None) -> Job:
        job = a_job(
            owner=owner or self.house.ada.id,
            webhook_url=url,
            status=JobStatus.CANCELLED,
            completed_at=self.house.clock.now(),
        )
        async with self.house.units() as uow:
            await uow.jobs.add(job)
            await uow.commit()
        return job

    def statuses(self) -> list[DeliveryStatus]:
        return [each.status for each in self.house.database.records.deliveries.values()]

    def sent_to(self, url: str) -> int:
        return sum(sent.url == url for sent in self.receivers.sent)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def rounds(house: House) -> Rounds:
    return Rounds(house)


async def test_a_wake_up_sends_a_due_delivery_at_once(rounds: Rounds) -> None:
    async with rounds.going():
        job = await rounds.end_a_job()
        await rounds.settle()
        assert rounds.receivers.sent == []
        await WakeOnJobEnd(rounds.wake_up).publish(JobCancelled(job))
        await rounds.settle()
        assert rounds.statuses() == [DeliveryStatus.DELIVERED]


async def test_only_the_end_of_a_job_with_a_webhook_wakes_the_sender(rounds: Rounds) -> None:
    publisher = WakeOnJobEnd(rounds.wake_up)
    await publisher.publish(JobCancelled(a_job(status=JobStatus.CANCELLED)))
    await publisher.publish(JobCancelled(a_job(webhook_url=QUICK)))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(rounds.wake_up.wait(), 0.01)


async def test_a_delivery_that_another_process_left_is_found_without_a_wake_up(
    rounds: Rounds,
) -> None:
    async with rounds.going():
        await rounds.end_a_job()
        await rounds.house.clock.advance(LOOK_SECONDS)
        await rounds.settle()
        assert rounds.statuses() == [DeliveryStatus.DELIVERED]


async def test_a_retry_goes_out_when_it_is_due(rounds: Rounds) -> None:
    rounds.receivers.replies = [Reply(Outcome.UNREACHABLE)]
    await rounds.end_a_job()
    async with rounds.going():
        assert rounds.statuses() == [DeliveryStatus.PENDING]
        for _ in range(7):
            await rounds.house.clock.advance(LOOK_SECONDS)
            await rounds.settle()
        assert rounds.statuses() == [DeliveryStatus.DELIVERED]
        assert len(rounds.receivers.sent) == 2


async def test_a_hanging_receiver_does_not_delay_other_owners(rounds: Rounds) -> None:
    for _ in range(3 * MOST_OF_ONE_OWNER):
        await rounds.end_a_job(SLOW)
    for _ in range(3):
        await rounds.end_a_job(QUICK, owner=UserId(uuid4()))
    async with rounds.going():
        assert rounds.sent_to(SLOW) == MOST_OF_ONE_OWNER
        assert rounds.sent_to(QUICK) == 3
        rounds.open.set()
        await rounds.settle()
        assert rounds.sent_to(SLOW) == 3 * MOST_OF_ONE_OWNER
        assert set(rounds.statuses()) == {DeliveryStatus.DELIVERED}


async def test_no_more_are_sent_at_once_than_there_are_places(house: House) -> None:
    rounds = Rounds(house, places=2)
    for _ in range(5):
        await rounds.end_a_job(SLOW, owner=UserId(uuid4()))
    async with rounds.going():
        assert rounds.sent_to(SLOW) == 2
        rounds.open.set()
        await rounds.settle()
        assert rounds.statuses() == [DeliveryStatus.DELIVERED] * 5


async def test_sending_goes_on_after_an_outage_of_the_database(rounds: Rounds) -> None:
    rounds.house.outage.begin(LOOK_SECONDS * 1.5)
    async with rounds.going():
        await rounds.house.clock.advance(LOOK_SECONDS)
        await rounds.settle()
        await rounds.house.clock.advance(LOOK_SECONDS)
        await rounds.end_a_job()
        await rounds.house.clock.advance(LOOK_SECONDS)
        await rounds.settle()
        assert rounds.statuses() == [DeliveryStatus.DELIVERED]


async def test_a_delivery_that_crashes_ends_no_other(rounds: Rounds) -> None:
    async def crash(sent: Sent) -> None:
        if sent.url == SLOW:
            raise ZeroDivisionError

    rounds.receivers.meanwhile = crash
    await rounds.end_a_job(SLOW)
    await rounds.end_a_job(QUICK)
    async with rounds.going():
        assert sorted(rounds.statuses()) == [DeliveryStatus.DELIVERED, DeliveryStatus.PENDING]


async def test_stopping_lets_running_deliveries_end(rounds: Rounds) -> None:
    await rounds.end_a_job(SLOW)
    async with rounds.going():
        assert rounds.statuses() == [DeliveryStatus.PENDING]
    assert rounds.statuses() == [DeliveryStatus.DELIVERED]


async def test_a_delivery_that_takes_too_long_during_the_stop_is_left_to_another_process(
    rounds: Rounds,
) -> None:
    await rounds.end_a_job(SLOW)
    task = asyncio.create_task(rounds.webhook_sender())
    await rounds.settle()
    task.cancel()
    await rounds.webhook_sender.finish(grace_seconds=0.01)
    assert rounds.statuses() == [DeliveryStatus.PENDING]
    later = Rounds(rounds.house)
    later.open.set()
    await rounds.house.clock.advance(30)
    async with later.going():
        assert rounds.statuses() == [DeliveryStatus.DELIVERED]
