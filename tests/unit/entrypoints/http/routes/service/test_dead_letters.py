import asyncio
from uuid import uuid4

import pytest

from application.upkeep.requeue_dead_letter import RequeueDeadLetter
from domain.job import Failure, Job, JobStatus
from domain.user import Role, User
from tests.fakes.house import settle
from tests.service_in_memory import ServiceInMemory


async def admin(service: ServiceInMemory) -> User:
    user = await service.add_user("root")
    boss = User(user.id, user.username, user.password_hash, Role.ADMIN, user.created_at)
    service.database.records.users[user.id] = boss
    return boss


async def failed_job(service: ServiceInMemory, owner: User) -> Job:
    job = await service.job_of(owner.id)
    running = service.claimed(job)
    failed = running.failed(Failure("out_of_memory", "Too large."), at=service.clock.now())
    service.database.records.jobs[job.id] = failed
    return failed


async def test_an_admin_sees_what_was_given_up_of_all_owners(service: ServiceInMemory) -> None:
    boss, ada = await admin(service), await service.add_user("ada")
    failed = await failed_job(service, ada)
    await service.job_of(ada.id)
    async with service.client() as client:
        answer = await client.get("/admin/dead-letters", headers=service.bearer(boss))
        assert answer.status == 200
        body = await answer.json()
    assert body["total"] == 1
    [letter] = body["jobs"]
    assert letter["job_id"] == str(failed.id)
    assert letter["owner_id"] == str(ada.id)
    assert letter["error_code"] == "out_of_memory"
    assert letter["attempts"] == 1
    assert not {"original_filename", "transcript"} & letter.keys()


async def test_an_admin_can_queue_it_once_more(service: ServiceInMemory) -> None:
    boss, ada = await admin(service), await service.add_user("ada")
    failed = await failed_job(service, ada)
    path = f"/admin/dead-letters/{failed.id}/requeue"
    async with service.client() as client:
        answer = await client.post(path, headers=service.bearer(boss))
        assert answer.status == 200
        assert (await answer.json())["status"] == "queued"
        assert [message.job_id for message in service.queue.waiting] == [failed.id]
        assert service.database.records.jobs[failed.id].attempts_spent == 0
        again = await client.post(path, headers=service.bearer(boss))
        assert again.status == 409


async def test_who_leaves_in_the_middle_has_queued_it_all_the_same(
    service: ServiceInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def requeue(*_: object, **__: object) -> None:
        begun.set()
        await go_on.wait()
        done.set()

    monkeypatch.setattr(RequeueDeadLetter, "__call__", requeue)
    boss = await admin(service)
    async with service.client() as client:
        path = f"/admin/dead-letters/{uuid4()}/requeue"
        asking = asyncio.create_task(client.post(path, headers=service.bearer(boss)))
        await asyncio.wait_for(begun.wait(), 5)
        asking.cancel()
        await asyncio.wait([asking])
        await settle()  # so that the service has seen it
        go_on.set()
        await asyncio.wait_for(done.wait(), 5)


async def test_what_its_owner_has_cancelled_stays_so(service: ServiceInMemory) -> None:
    boss, ada = await admin(service), await service.add_user("ada")
    job = await service.job_of(ada.id, status=JobStatus.CANCELLED)
    async with service.client() as client:
        path = f"/admin/dead-letters/{job.id}/requeue"
        answer = await client.post(path, headers=service.bearer(boss))
        assert answer.status == 409


async def test_nobody_else_may(service: ServiceInMemory) -> None:
    ada = await service.add_user("ada")
    failed = await failed_job(service, ada)
    async with service.client() as client:
        for answer in (
            await client.get("/admin/dead-letters", headers=service.bearer(ada)),
            await client.post(
                f"/admin/dead-letters/{failed.id}/requeue", headers=service.bearer(ada)
            ),
        ):
            assert answer.status == 403
            assert (await answer.json())["code"] == "forbidden"
        assert (await client.get("/admin/dead-letters")).status == 401


async def test_readiness_goes_first_when_the_process_is_told_to_stop(
    service: ServiceInMemory,
) -> None:
    from entrypoints.http.server.serving import LEAVING  # noqa: PLC0415

    async with service.client() as client:
        assert (await client.get("/health/readyz")).status == 200
        client.app[LEAVING].set()
        answer = await client.get("/health/readyz")
        assert answer.status == 503
        assert "process" in (await answer.json())["checks"]
        assert (await client.get("/health/livez")).status == 200
