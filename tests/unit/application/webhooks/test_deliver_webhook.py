from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from typing_extensions import override

from adapters.memory.wake_up import MemoryWakeUp
from adapters.security.vault import JoseVault
from application.ports.webhooks import DeliveryQuery
from application.webhooks.deliver_webhook import ClaimDeliveries, DeliverWebhook
from application.webhooks.deliveries import ForgetDeliveries, Redeliver
from application.webhooks.signing_keys import WebhookKeys
from application.webhooks.webhook_secret import RotateWebhookSecret, ShowWebhookSecret
from domain.errors.webhooks import DeliveryNotFoundError, SecretUnreadableError
from domain.job import JobStatus
from domain.webhooks import Delivery, DeliveryStatus, Outcome, Reply
from tests.fakes.house import House
from tests.fakes.receivers import ScriptedReceivers, Sent
from tests.samples import a_job, a_user

KEY, OTHER_KEY = "a key that is thirty-two bytes long", "another one, also of thirty-two bytes"
URL = "https://example.com/hook"


class Office:
    """Everything that carries out webhooks, in one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.receivers = ScriptedReceivers()
        self.keys = WebhookKeys(house.units, JoseVault(KEY), house.clock)
        self.claim = ClaimDeliveries(house.units, house.clock)

    def deliver(self) -> DeliverWebhook:
        return DeliverWebhook(self.house.units, self.receivers, self.keys, self.house.clock)

    async def add(self, **changes: object) -> None:
        fields = {"owner": self.house.ada.id, "webhook_url": URL, "status": JobStatus.COMPLETED}
        job = a_job(**{**fields, "completed_at": self.house.clock.now(), **changes})
        async with self.house.units() as uow:
            await uow.jobs.add(job)
            await uow.commit()

    async def send_what_is_due(self) -> list[Delivery]:
        return [await self.deliver()(each) for each in await self.claim(limit=10)]

    async def listed(self) -> tuple[Delivery, ...]:
        async with self.house.units() as uow:
            return (await uow.deliveries.page(DeliveryQuery(self.house.ada.id))).deliveries

    async def secret(self) -> str:
        return (await ShowWebhookSecret(self.keys)(caller=self.house.ada)).secret


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    """Let the judge live in the house's time."""

    class HouseTime(datetime):
        @override
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(house.clock.now().timestamp(), tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", HouseTime)


async def deliver(office: Office, claimed: Delivery) -> None:
    await office.deliver()(claimed)


def verified(secret: str, sent: Sent) -> object:
    return Webhook(secret).verify(sent.body, dict(sent.headers))


async def test_the_owners_secret_verifies_what_is_sent(office: Office) -> None:
    await office.add()
    (done,) = await office.send_what_is_due()
    (sent,) = office.receivers.sent
    assert done.status is DeliveryStatus.DELIVERED
    assert await office.listed() == (done,)
    told = verified(await office.secret(), sent)
    assert isinstance(told, dict)
    assert told["type"] == "job.completed"
    assert told["data"] == {"job_id": str(done.job_id), "status": "completed"}
    with pytest.raises(WebhookVerificationError):
        verified(await office.secret(), Sent(sent.url, sent.headers, sent.body + b" "))


async def test_a_retry_has_the_same_id_and_body_and_a_time_of_its_own(
    office: Office, house: House
) -> None:
    office.receivers.replies = [Reply.answered(503)]
    await office.add()
    (failed,) = await office.send_what_is_due()
    assert (failed.status, failed.last_reply) == (DeliveryStatus.PENDING, Reply.answered(503))
    assert await office.send_what_is_due() == []
    await house.clock.advance(6)
    (done,) = await office.send_what_is_due()
    first, second = office.receivers.sent
    assert done.status is DeliveryStatus.DELIVERED
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 6
    verified(await office.secret(), second)


async def test_for_a_day_after_a_rotation_either_secret_verifies(
    office: Office, house: House
) -> None:
    old = await office.secret()
    rotated = await RotateWebhookSecret(office.keys)(caller=house.ada)
    assert rotated.secret != old
    assert rotated.previous_until == house.clock.now() + timedelta(hours=24)
    await office.add()
    await office.send_what_is_due()
    for secret in (old, rotated.secret):
        verified(secret, office.receivers.sent[0])
    await house.clock.advance(86_400)
    await office.add()
    await office.send_what_is_due()
    verified(rotated.secret, office.receivers.sent[1])
    with pytest.raises(WebhookVerificationError):
        verified(old, office.receivers.sent[1])


async def test_every_user_has_a_secret_of_their_own(office: Office) -> None:
    bob = a_user("bob")
    bobs = await ShowWebhookSecret(office.keys)(caller=bob)
    assert bobs.secret != await office.secret()
    assert bobs.secret == (await ShowWebhookSecret(office.keys)(caller=bob)).secret
    await office.add(owner=bob.id)
    await office.send_what_is_due()
    verified(bobs.secret, office.receivers.sent[0])


async def test_a_410_ends_it_and_all_that_waits_for_that_address(office: Office) -> None:
    office.receivers.replies = [Reply.answered(410)]
    await office.add()
    await office.add()
    (claimed,) = await office.claim(limit=1)
    await office.deliver()(claimed)
    assert {each.status for each in await office.listed()} == {DeliveryStatus.DISABLED}
    assert await office.send_what_is_due() == []
    assert len(office.receivers.sent) == 1


async def test_who_dies_after_sending_has_it_sent_again_under_the_same_id(
    office: Office, house: House
) -> None:
    await office.add()
    (lost,) = await office.claim(limit=1)
    await office.receivers.post(lost.url, {"webhook-id": str(lost.id)}, lost.body)
    await house.clock.advance(30)
    (done,) = await office.send_what_is_due()
    assert done.id == lost.id
    assert len({sent.headers["webhook-id"] for sent in office.receivers.sent}) == 1


async def test_an_outage_of_the_database_loses_no_note_of_what_was_sent(
    office: Office, house: House
) -> None:
    async def outage(_: Sent) -> None:
        house.outage.begin(seconds=2.0)

    office.receivers.meanwhile = outage
    await office.add()
    (claimed,) = await office.claim(limit=1)
    await house.finish(await house.begin(deliver(office, claimed)))
    assert [each.status for each in await office.listed()] == [DeliveryStatus.DELIVERED]


async def test_sealed_secrets_are_nothing_without_the_key(office: Office, house: House) -> None:
    secret = await office.secret()
    ring = house.database.records.webhook_secrets[house.ada.id]
    assert secret.removeprefix("whsec_") not in ring.sealed
    office.keys = WebhookKeys(house.units, JoseVault(OTHER_KEY), house.clock)
    with pytest.raises(SecretUnreadableError):
        await office.secret()
    await office.add()
    (failed,) = await office.send_what_is_due()
    assert failed.last_reply == Reply(Outcome.NOT_SIGNED)
    assert office.receivers.sent == []


async def test_a_key_that_was_changed_still_opens_what_it_sealed(
    office: Office, house: House
) -> None:
    secret = await office.secret()
    office.keys = WebhookKeys(house.units, JoseVault(OTHER_KEY, [KEY]), house.clock)
    assert await office.secret() == secret


async def test_whoever_lost_the_key_rotates_and_goes_on(office: Office, house: House) -> None:
    await office.secret()
    office.keys = WebhookKeys(house.units, JoseVault(OTHER_KEY), house.clock)
    rotated = await RotateWebhookSecret(office.keys)(caller=house.ada)
    await office.add()
    await office.send_what_is_due()
    verified(rotated.secret, office.receivers.sent[0])


async def test_sent_again_by_hand_it_goes_out_at_once(office: Office, house: House) -> None:
    wake_up = MemoryWakeUp()
    redeliver = Redeliver(house.units, wake_up, house.clock)
    await office.add()
    (done,) = await office.send_what_is_due()
    resent = await redeliver(done.id, caller=house.ada)
    assert resent.status is DeliveryStatus.PENDING
    await wake_up.wait()
    (again,) = await office.send_what_is_due()
    assert (again.id, again.status) == (done.id, DeliveryStatus.DELIVERED)
    assert len(office.receivers.sent) == 2


async def test_nobody_sends_again_what_is_another_users(office: Office, house: House) -> None:
    await office.add()
    (done,) = await office.send_what_is_due()
    with pytest.raises(DeliveryNotFoundError):
        await Redeliver(house.units, MemoryWakeUp(), house.clock)(done.id, caller=a_user("bob"))


async def test_the_log_is_kept_for_a_while(office: Office, house: House) -> None:
    forget = ForgetDeliveries(house.units, house.clock, keep_seconds=100)
    await office.add()
    await office.send_what_is_due()
    await house.clock.advance(100)
    assert await forget() == 0
    await house.clock.advance(1)
    assert await forget() == 1
    assert await office.listed() == ()
