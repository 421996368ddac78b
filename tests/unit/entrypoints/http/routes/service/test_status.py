import pytest

from domain.job import Failure
from domain.user import Role, User
from tests.memory.engine import busy_model
from tests.service_in_memory import Client, ServiceInMemory


@pytest.fixture
async def root(service: ServiceInMemory) -> User:
    return await service.add_user("root", role=Role.ADMIN)


async def test_an_admin_sees_queue_engine_failures_and_the_last_hour(
    client: Client, service: ServiceInMemory, ada: User, root: User
) -> None:
    service.engine.models = [busy_model(lanes=2, busy_lanes=1)]
    await service.job_of(ada.id)
    begun = service.claimed(await service.job_of(ada.id))
    failure = Failure("audio_unreadable", "It is damaged.")
    failed = await service.job_of(ada.id)
    service.database.records.jobs[failed.id] = service.claimed(failed).failed(
        failure, at=service.clock.now()
    )
    service.database.records.jobs[begun.id] = begun
    answer = await client.get("/admin/status", headers=service.bearer(root))
    shown = await answer.json()
    assert answer.status == 200
    assert shown["queue"] == {
        "queued": 1,
        "processing": 1,
        "queued_audio_seconds": 10.0,
        "oldest_queued_seconds": 0.0,
    }
    assert (shown["engine"]["lanes"], shown["engine"]["busy_lanes"]) == (2, 1)
    assert [model["name"] for model in shown["engine"]["models"]] == ["digits", "small"]
    assert [job["error_code"] for job in shown["recent_failures"]] == ["audio_unreadable"]
    assert "talk.wav" not in await answer.text()  # the file's name is its owner's
    assert shown["history"] == []
    [own] = shown["processes"]
    assert (own["process"], own["lanes"], own["busy_lanes"]) == ("this:1", 2, 1)


async def test_others_do_not_see_it(client: Client, bearer: dict[str, str]) -> None:
    answer = await client.get("/admin/status", headers=bearer)
    assert answer.status == 403
