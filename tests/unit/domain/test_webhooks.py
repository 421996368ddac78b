import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from domain.job import JobStatus
from domain.user import UserId
from domain.webhook_secrets import SecretRing, signature, written
from domain.webhooks import PAUSES, Delivery, DeliveryStatus, Outcome, Reply, news_of_end
from tests.samples import a_job

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def a_delivery(**changes: object) -> Delivery:
    job = a_job(
        **{
            "webhook_url": "https://example.com/hook",
            "status": JobStatus.COMPLETED,
            "completed_at": NOON,
            **changes,
        }
    )
    news = news_of_end(None, job)
    assert news is not None
    return news


def attempted(delivery: Delivery, reply: Reply, at: datetime = NOON) -> Delivery:
    return delivery.claimed(at=at, until=at + timedelta(seconds=45)).settled(reply, at=at)


def test_the_payload_is_thin_and_as_the_contract_says() -> None:
    delivery = a_delivery(
        completed_at=datetime(2026, 1, 1, 13, 0, 0, 5, timezone(timedelta(hours=1)))
    )
    assert json.loads(delivery.body) == {
        "type": "job.completed",
        "timestamp": "2026-01-01T12:00:00.000005Z",
        "data": {"job_id": str(delivery.job_id), "status": "completed"},
    }


def test_a_delivery_is_tried_ten_times_with_the_pauses_of_the_contract() -> None:
    delivery, pauses, now = a_delivery(), [], NOON
    while delivery.status is DeliveryStatus.PENDING:
        delivery = attempted(delivery, Reply.answered(500), now)
        if delivery.due_at is not None:
            pauses.append((delivery.due_at - now).total_seconds())
            now = delivery.due_at
    assert delivery.status is DeliveryStatus.FAILED
    assert delivery.attempts == 10
    assert len(pauses) == len(PAUSES) == 9
    for pause, asked in zip(pauses, PAUSES, strict=True):
        assert asked <= pause <= asked * 1.2


def test_what_failed_together_is_not_tried_again_together() -> None:
    tried = [attempted(a_delivery(), Reply(Outcome.TIMED_OUT)) for _ in range(50)]
    assert len({delivery.due_at for delivery in tried}) > 30


@pytest.mark.parametrize(
    ("http_status", "status"), [(204, DeliveryStatus.DELIVERED), (410, DeliveryStatus.DISABLED)]
)
def test_success_and_410_end_it_at_once(http_status: int, status: DeliveryStatus) -> None:
    delivery = attempted(a_delivery(), Reply.answered(http_status))
    assert (delivery.status, delivery.due_at, delivery.ended_at) == (status, None, NOON)


def test_a_manual_resend_has_all_attempts_again() -> None:
    spent = a_delivery()
    for _ in range(10):
        spent = attempted(spent, Reply.answered(500))
    again = spent.resent(at=NOON)
    assert (again.status, again.due_at, again.id) == (DeliveryStatus.PENDING, NOON, spent.id)
    failed = attempted(again, Reply.answered(500))
    assert failed.status is DeliveryStatus.PENDING
    assert failed.due_at is not None
    assert failed.due_at - NOON <= timedelta(seconds=6)


def test_a_worker_whose_clock_is_ahead_delays_nothing() -> None:
    delivery = a_delivery(created_at=NOON, completed_at=NOON + timedelta(hours=1))
    assert delivery.due_at == NOON


def test_the_same_end_gives_the_same_delivery() -> None:
    job = a_job(webhook_url="https://example.com/", status=JobStatus.FAILED, completed_at=NOON)
    assert news_of_end(None, job) == news_of_end(None, job)


def test_the_library_of_the_standard_accepts_what_is_signed() -> None:
    key, body, now = bytes(range(32)), b'{"a": "\xc3\xa9"}', int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": "7",
        "webhook-timestamp": str(now),
        "webhook-signature": signature(key, "7", now, body),
    }
    receiver = Webhook(written(key))
    assert receiver.verify(body, headers) == {"a": "é"}
    with pytest.raises(WebhookVerificationError):
        receiver.verify(body.replace(b"a", b"b"), headers)


def test_an_old_secret_still_signs_for_a_day() -> None:
    ring = SecretRing(UserId(uuid4()), "one", NOON).rotated("two", at=NOON)
    assert ring.sealed == "two"
    day = timedelta(hours=24)
    assert [old.sealed for old in ring.still_valid(NOON + day - timedelta(seconds=1))] == ["one"]
    assert ring.still_valid(NOON + day) == ()


def test_secrets_do_not_pile_up() -> None:
    ring = SecretRing(UserId(uuid4()), "0", NOON)
    for number in range(1, 20):
        ring = ring.rotated(str(number), at=NOON)
    assert [old.sealed for old in ring.retired] == ["18", "17", "16", "15"]
