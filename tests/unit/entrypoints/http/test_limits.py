"""Nobody takes more than their share, and everybody is told how they stand."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
import pytest
from openai import AsyncOpenAI, RateLimitError

from adapters.memory.rates import MemoryRateLimiter
from application.limits.count_request import CountRequest
from application.limits.quotas import Quotas
from application.limits.storage_quota import StorageQuota
from domain.user import Role, User
from tests.far_end import until_soon
from tests.memory.queue import MemoryJobQueue
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

Bearer = dict[str, str]


def limited(service: ServiceInMemory, per_user: int | None, per_key: int | None = None) -> None:
    service.count_request = CountRequest(MemoryRateLimiter(), per_user, per_key)


async def hand_in(
    client: Client, bearer: Bearer, priority: str = "normal"
) -> tuple[int, dict[str, object], str | None]:
    answer = await client.post(
        "/jobs/", data=a_form(reuse="false", priority=priority), headers=bearer
    )
    return answer.status, await answer.json(), answer.headers.get("Retry-After")


async def test_every_answer_tells_what_is_left(service: ServiceInMemory, ada: User) -> None:
    limited(service, 5)
    bearer = service.bearer(ada)
    async with service.client() as client:
        for left in (4, 3):
            answer = await client.get("/jobs/", headers=bearer)
            assert answer.headers["RateLimit-Policy"] == '"user";q=5;w=60'
            assert answer.headers["RateLimit"] in {f'"user";r={left};t={t}' for t in (59, 60)}
        missing = await client.get(f"/jobs/{ada.id}", headers=bearer)
        assert missing.status == 404
        assert missing.headers["RateLimit"].startswith('"user";r=2')


async def test_without_a_limit_nothing_is_said(client: Client, bearer: Bearer) -> None:
    answer = await client.get("/jobs/", headers=bearer)
    assert not {"RateLimit", "RateLimit-Policy"} & answer.headers.keys()


async def test_one_request_too_many_is_told_when_to_come_back(
    service: ServiceInMemory, ada: User, bob: User
) -> None:
    limited(service, 2)
    async with service.client() as client:
        answers = [await client.get("/jobs/", headers=service.bearer(ada)) for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        problem = await answers[2].json()
        assert problem["code"] == "rate_limit_exceeded"
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
        assert answers[2].headers["RateLimit"].startswith('"user";r=0')
        assert (await client.get("/jobs/", headers=service.bearer(bob))).status == 200
        assert (await client.get("/health/livez")).status == 200


async def test_openais_client_meets_its_own_rate_limit_error(
    service: ServiceInMemory, ada: User
) -> None:
    limited(service, 1)
    token = service.bearer(ada)["Authorization"].removeprefix("Bearer ")
    async with (
        service.client() as client,
        AsyncOpenAI(base_url=str(client.make_url("/v1")), api_key=token, max_retries=0) as openai,
    ):
        await openai.models.list()
        with pytest.raises(RateLimitError) as refused:
            await openai.models.list()
    assert refused.value.code == "rate_limit_exceeded"
    assert refused.value.type == "rate_limit_error"


async def test_a_key_has_a_rate_of_its_own_within_its_users(
    service: ServiceInMemory, ada: User
) -> None:
    limited(service, 10, per_key=2)
    async with service.client() as client:
        made = await client.post(
            "/auth/api-keys", json={"name": "k", "scopes": ["read"]}, headers=service.bearer(ada)
        )
        key = {"Authorization": f"Bearer {(await made.json())['key']}"}
        answers = [await client.get("/jobs/", headers=key) for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"key";q=2;w=60, "user";q=10;w=60'
        assert (await client.get("/jobs/", headers=service.bearer(ada))).status == 200


async def test_unfinished_jobs_are_limited(service: ServiceInMemory, ada: User, bob: User) -> None:
    service.quotas = Quotas(jobs=2)
    bearer = service.bearer(ada)
    async with service.client() as client:
        first = (await hand_in(client, bearer))[1]
        await hand_in(client, bearer)
        status, problem, retry_after = await hand_in(client, bearer)
        assert (status, problem["code"], retry_after) == (429, "quota_exceeded", "30")
        assert (await hand_in(client, service.bearer(bob)))[0] == 200
        await client.post(f"/jobs/{first['job_id']}/cancel", headers=bearer)
        assert (await hand_in(client, bearer))[0] == 200
    assert len(await service.stored_blobs()) == len(await service.jobs()) == 4


async def test_unfinished_jobs_at_high_priority_are_limited(
    service: ServiceInMemory, ada: User, bob: User
) -> None:
    service.quotas = Quotas(high_priority_jobs=2)
    bearer = service.bearer(ada)
    async with service.client() as client:
        first = (await hand_in(client, bearer, priority="high"))[1]
        await hand_in(client, bearer, priority="high")
        status, problem, retry_after = await hand_in(client, bearer, priority="high")
        assert (status, problem["code"], retry_after) == (429, "quota_exceeded", "30")
        assert problem["detail"] == (
            "Jobs of yours at high priority that have not ended: 2; allowed: 2. Wait for one to "
            "be done, or choose a lower priority."
        )
        assert (await hand_in(client, bearer))[0] == 200
        assert (await hand_in(client, service.bearer(bob), priority="high"))[0] == 200
        path = f"/jobs/{first['job_id']}"
        await client.post(f"{path}/cancel", headers=bearer)
        assert (await hand_in(client, bearer, priority="high"))[0] == 200
        assert (await client.post(f"{path}/retry", headers=bearer)).status == 429


async def test_a_recording_that_cannot_be_checked_in_time_may_be_sent_again(
    service: ServiceInMemory, ada: User
) -> None:
    async with service.client() as client, AsyncExitStack() as others:
        for n in range(service.probe_places.places):
            await others.enter_async_context(service.probe_places.place(n))
        asking = asyncio.create_task(hand_in(client, service.bearer(ada)))
        await until_soon(lambda: service.clock.sleepers == 1)
        await service.clock.advance(service.probe_places.wait_seconds)
        status, problem, retry_after = await asking
    assert (status, problem["code"], retry_after) == (503, "probes_busy", "2")
    assert problem["detail"] == (
        "Too many recordings are being checked at the moment. Nothing is wrong with yours: send "
        "it again in 2 s."
    )
    assert await service.stored_blobs() == []


async def test_what_was_cancelled_is_no_way_around_a_limit(
    service: ServiceInMemory, ada: User
) -> None:
    service.quotas = Quotas(jobs=1)
    bearer = service.bearer(ada)
    async with service.client() as client:
        first = (await hand_in(client, bearer))[1]
        path = f"/jobs/{first['job_id']}"
        assert (await client.post(f"{path}/cancel", headers=bearer)).status == 200
        second = (await hand_in(client, bearer))[1]
        answer = await client.post(f"{path}/retry", headers=bearer)
        assert (answer.status, (await answer.json())["code"]) == (429, "quota_exceeded")
        shown = await client.get(path, headers=bearer)
        assert (await shown.json())["status"] == "cancelled"
        await client.post(f"/jobs/{second['job_id']}/cancel", headers=bearer)
        assert (await client.post(f"{path}/retry", headers=bearer)).status == 200


async def test_a_request_that_was_answered_is_answered_again_though_no_more_may_come_in(
    service: ServiceInMemory, ada: User
) -> None:
    service.quotas = Quotas(jobs=1)
    service.queue = MemoryJobQueue(capacity=1)
    headers = service.bearer(ada) | {"Idempotency-Key": "k"}
    async with service.client() as client:
        answers = [await hand_in(client, headers) for _ in range(2)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 200
        assert (await hand_in(client, service.bearer(ada)))[0] == 429


async def test_waiting_audio_is_limited(service: ServiceInMemory, ada: User, bob: User) -> None:
    service.quotas = Quotas(audio_seconds=25)
    await measured(service, ada, factor=0.5)
    async with service.client() as client:
        for _ in range(2):
            assert (await hand_in(client, service.bearer(ada)))[0] == 200
        others = await service.job_of(bob.id)
        await service.replaced(others, service.claimed(others))
        status, problem, retry_after = await hand_in(client, service.bearer(ada))
    assert (status, problem["code"]) == (429, "quota_exceeded")
    assert retry_after == "5"  # the first of hers begins when Bob's 10 s are heard, twice as fast
    assert len(await service.stored_blobs()) == len(await service.jobs()) == 4


async def test_of_many_who_hand_in_at_once_no_more_get_in_than_may(
    service: ServiceInMemory, ada: User
) -> None:
    service.quotas = Quotas(jobs=3)
    async with service.client() as client:
        answers = await asyncio.gather(*(hand_in(client, service.bearer(ada)) for _ in range(8)))
    assert sorted(status for status, *_ in answers) == [200] * 3 + [429] * 5
    assert len(await service.stored_blobs()) == 3


async def test_a_full_queue_tells_honestly_when_there_will_be_a_place(
    service: ServiceInMemory, ada: User
) -> None:
    service.queue = MemoryJobQueue(capacity=2)
    await measured(service, ada, factor=6.0)
    async with service.client() as client:
        for _ in range(2):
            await hand_in(client, service.bearer(ada))
        running = [await service.job_of(ada.id) for _ in range(4)]
        for job in running:
            await service.replaced(job, service.claimed(job))
        status, problem, retry_after = await hand_in(client, service.bearer(ada))
    assert (status, problem["code"]) == (503, "queue_full")
    assert retry_after == "15"  # a job of 10 s takes a minute, and four are worked on at once


def announced(bearer: Bearer, length: int) -> Bearer:
    return bearer | {"Tus-Resumable": "1.0.0", "Upload-Length": str(length)}


async def test_what_is_kept_is_limited_and_deleting_makes_room(
    service: ServiceInMemory, ada: User, bob: User
) -> None:
    service.storage_quota = StorageQuota(2 * len(SOUND))
    bearer = service.bearer(ada)
    async with service.client() as client:
        first = (await hand_in(client, bearer))[1]
        await hand_in(client, bearer)
        status, problem, _ = await hand_in(client, bearer)
        assert (status, problem["code"]) == (413, "storage_quota_exceeded")
        assert f"{3 * len(SOUND)} bytes of yours" in str(problem["detail"])
        assert f"{2 * len(SOUND)} (" in str(problem["detail"])
        refused = await client.post("/uploads/", headers=announced(bearer, 1))
        assert (refused.status, (await refused.json())["code"]) == (413, "storage_quota_exceeded")
        assert (await hand_in(client, service.bearer(bob)))[0] == 200
        assert (await client.delete(f"/jobs/{first['job_id']}", headers=bearer)).status == 204
        assert (await hand_in(client, bearer))[0] == 200
    assert len(await service.stored_blobs()) == len(await service.jobs()) == 3


async def test_who_has_more_than_a_new_limit_allows_keeps_it_and_is_told_at_the_next_upload(
    service: ServiceInMemory, ada: User
) -> None:
    kept = [await service.job_of(ada.id) for _ in range(3)]
    service.storage_quota = StorageQuota(len(SOUND))
    async with service.client() as client:
        status, problem, _ = await hand_in(client, service.bearer(ada))
        assert (status, problem["code"]) == (413, "storage_quota_exceeded")
        assert "What you have stays." in str(problem["detail"])
        for job in kept:
            answer = await client.get(f"/jobs/{job.id}/audio", headers=service.bearer(ada))
            assert answer.status == 200


async def test_an_admin_may_keep_as_much_as_the_storage_holds(service: ServiceInMemory) -> None:
    service.storage_quota = StorageQuota(len(SOUND))
    bearer = service.bearer(await service.add_user("root", role=Role.ADMIN))
    async with service.client() as client:
        for _ in range(2):
            assert (await hand_in(client, bearer))[0] == 200
        answer = await client.post("/uploads/", headers=announced(bearer, len(SOUND)))
        assert answer.status == 201


async def test_an_upload_counts_as_a_whole_from_its_start_and_as_a_job_no_second_time(
    service: ServiceInMemory, ada: User
) -> None:
    service.storage_quota = StorageQuota(len(SOUND))
    headers = announced(service.bearer(ada), len(SOUND))
    headers["Content-Type"] = "application/offset+octet-stream"
    async with service.client() as client:
        made = await client.post("/uploads/", data=SOUND, headers=headers)
        assert made.status == 201
        assert (await hand_in(client, service.bearer(ada)))[0] == 413
        form = aiohttp.FormData({"upload": made.headers["Location"].rpartition("/")[2]})
        form.add_field("reuse", "false", content_type="text/plain")
        answer = await client.post("/jobs/", data=form, headers=service.bearer(ada))
        assert answer.status == 200


async def test_of_many_who_hand_in_at_once_no_more_is_kept_than_may(
    service: ServiceInMemory, ada: User
) -> None:
    service.storage_quota = StorageQuota(3 * len(SOUND))
    async with service.client() as client:
        answers = await asyncio.gather(*(hand_in(client, service.bearer(ada)) for _ in range(8)))
    assert sorted(status for status, *_ in answers) == [200] * 3 + [413] * 5
    assert len(await service.stored_blobs()) == 3


async def measured(service: ServiceInMemory, owner: User, *, factor: float) -> None:
    """Complete a job, by which the speed is known."""
    job = service.claimed(await service.job_of(owner.id))
    done = job.completed(
        at=service.clock.now() + timedelta(seconds=10 * factor), duration_seconds=10.0
    )
    async with service.unit_of_work() as uow:
        await uow.jobs.delete(job)
        await uow.jobs.add(done)
        await uow.commit()
