from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.user import User
from domain.webhooks import Delivery, Reply
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory, a_form

URL = "https://example.com/hook?token=1"
Bearer = dict[str, str]


async def told_of(service: ServiceInMemory, owner: User, **changes: object) -> Delivery:
    """Let a job end of which its owner wants to hear."""
    job = await service.completed_job(
        owner.id, a_passage(" one"), **{"webhook_url": URL, **changes}
    )
    found = [d for d in service.database.records.deliveries.values() if d.job_id == job.id]
    return found[0]


async def settled(service: ServiceInMemory, delivery: Delivery, reply: Reply) -> None:
    now = service.clock.now()
    claimed = delivery.claimed(at=now, until=now + timedelta(seconds=45))
    service.database.records.deliveries[delivery.id] = claimed.settled(reply, at=now)


async def test_a_job_remembers_where_its_end_is_to_be_told(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    form = a_form(webhook_url=f" {URL} ")
    submitted = await (await client.post("/jobs/", data=form, headers=bearer)).json()
    (job,) = await service.jobs()
    assert job.webhook_url == URL
    shown = await (await client.get(f"/jobs/{submitted['job_id']}", headers=bearer)).json()
    assert shown["options"]["webhook_url"] == URL


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9000/hook",
        "http://[::1]/",
        "http://2130706433/",
        "ftp://example.com/",
        "example.com/hook",
        "https://user:secret@example.com/",
        "https://example.com/" + "x" * 2_048,
        "https://exa mple.com/",
    ],
)
async def test_an_address_that_will_not_be_called_is_refused_when_the_job_is_submitted(
    service: ServiceInMemory, client: Client, bearer: Bearer, url: str
) -> None:
    answer = await client.post("/jobs/", data=a_form(webhook_url=url), headers=bearer)
    assert answer.status == 422
    problem = await answer.json()
    assert [fault["field"] for fault in problem["errors"]] == ["webhook_url"]
    assert "secret" not in problem["detail"]
    assert await service.jobs() == []
    assert await service.stored_blobs() == []


async def test_an_empty_address_is_none(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    assert (await client.post("/jobs/", data=a_form(webhook_url=""), headers=bearer)).status == 200
    (job,) = await service.jobs()
    assert job.webhook_url is None


async def test_a_user_sees_one_secret_until_they_rotate_it(
    service: ServiceInMemory, client: Client, bearer: Bearer, bob: User
) -> None:
    first = await (await client.get("/webhooks/secret", headers=bearer)).json()
    assert first["secret"].startswith("whsec_")
    assert first["previous_valid_until"] is None
    again = await client.get("/webhooks/secret/", headers=bearer)
    assert await again.json() == first
    assert again.headers["Cache-Control"] == "no-store"
    rotated = await (await client.post("/webhooks/secret/rotate", headers=bearer)).json()
    assert rotated["secret"] != first["secret"]
    assert rotated["previous_valid_until"] == "2026-03-02T09:30:00.250000Z"
    assert await (await client.get("/webhooks/secret", headers=bearer)).json() == rotated
    bobs = await (await client.get("/webhooks/secret", headers=service.bearer(bob))).json()
    assert bobs["secret"] not in {first["secret"], rotated["secret"]}


async def test_deliveries_are_shown_with_what_became_of_them(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    delivery = await told_of(service, ada)
    await settled(service, delivery, Reply.answered(503))
    body = await (await client.get("/webhooks/deliveries", headers=bearer)).json()
    (shown,) = body.pop("deliveries")
    assert body == {"total": 1, "skip": 0, "limit": 100}
    next_attempt = shown.pop("next_attempt_at")
    assert "2026-03-01T09:30:05" < next_attempt < "2026-03-01T09:30:07"
    assert shown == {
        "id": str(delivery.id),
        "type": "job.completed",
        "job_id": str(delivery.job_id),
        "job_status": "completed",
        "url": URL,
        "status": "pending",
        "attempts": 1,
        "occurred_at": "2026-03-01T09:30:00.250000Z",
        "last_attempt_at": "2026-03-01T09:30:00.250000Z",
        "last_outcome": "refused",
        "last_http_status": 503,
        "ended_at": None,
    }


async def test_deliveries_can_be_listed_by_status(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    await told_of(service, ada)
    await settled(service, await told_of(service, ada), Reply.answered(200))
    for status, count in (("pending", 1), ("delivered", 1), ("failed", 0), ("disabled", 0)):
        answer = await client.get("/webhooks/deliveries", params={"status": status}, headers=bearer)
        assert (await answer.json())["total"] == count
    wrong = await client.get("/webhooks/deliveries?status=lost&limit=0", headers=bearer)
    assert wrong.status == 422
    assert {fault["field"] for fault in (await wrong.json())["errors"]} == {"status", "limit"}


async def test_a_delivery_is_sent_again_by_hand(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    delivery = await told_of(service, ada)
    await settled(service, delivery, Reply.answered(410))
    answer = await client.post(f"/webhooks/deliveries/{delivery.id}/redeliver", headers=bearer)
    shown = await answer.json()
    assert (answer.status, shown["status"], shown["attempts"]) == (200, "pending", 1)
    assert shown["next_attempt_at"] == "2026-03-01T09:30:00.250000Z"


async def test_another_users_deliveries_are_not_there(
    service: ServiceInMemory, client: Client, bob: User, bearer: Bearer
) -> None:
    delivery = await told_of(service, bob)
    listed = await (await client.get("/webhooks/deliveries", headers=bearer)).json()
    assert listed["total"] == 0
    answer = await client.post(f"/webhooks/deliveries/{delivery.id}/redeliver", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (404, "delivery_not_found")


@pytest.mark.parametrize("delivery_id", ["x", str(UUID(int=7)), "%00", "a" * 300])
async def test_a_delivery_that_is_not_there_is_404(
    client: Client, bearer: Bearer, delivery_id: str
) -> None:
    answer = await client.post(f"/webhooks/deliveries/{delivery_id}/redeliver", headers=bearer)
    assert answer.status == 404


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/webhooks/secret"),
        lambda client: client.post("/webhooks/secret/rotate"),
        lambda client: client.get("/webhooks/deliveries"),
        lambda client: client.post(f"/webhooks/deliveries/{uuid4()}/redeliver"),
    ],
)
async def test_nobody_gets_in_without_a_token(client: Client, ask: Callable[..., object]) -> None:
    assert (await ask(client)).status == 401  # type: ignore[misc]  # each gives an answer to wait for


async def test_the_outbox_has_figures(service: ServiceInMemory, client: Client, ada: User) -> None:
    await told_of(service, ada)
    await service.clock.advance(30)
    page = await (await client.get("/metrics/")).text()
    assert "whisper_webhooks_pending 1.0" in page
    assert "whisper_webhooks_oldest_age_seconds 30.0" in page
    assert "whisper_webhooks_overdue_seconds 30.0" in page
