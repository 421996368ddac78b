"""A recording that was transcribed before is answered at once."""

from typing import Any

import pytest

from application.limits.storage_quota import StorageQuota
from domain.job import Job
from domain.transcript import Passage, Segment
from domain.user import User
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
SAID = Passage((Segment(0.0, 1.5, " eins"), Segment(1.5, 3.0, " zwei")), 3.0)


@pytest.fixture
async def original(service: ServiceInMemory, ada: User) -> Job:
    return await service.completed_job(ada.id, SAID)


async def hand_in(client: Client, bearer: Bearer, **fields: str) -> dict[str, Any]:
    answer = await client.post("/jobs/", data=a_form(SOUND, **fields), headers=bearer)
    assert answer.status == 200
    shown = await client.get(answer.headers["Location"], headers=bearer)
    submitted, job = await answer.json(), await shown.json()
    assert submitted["status"] == job["status"]
    return dict(job)


async def test_the_job_is_completed_and_says_whose_transcript_it_has(
    service: ServiceInMemory, client: Client, bearer: Bearer, original: Job
) -> None:
    job = await hand_in(client, bearer)
    assert job["status"] == "completed"
    assert job["reused_from"] == str(original.id)
    assert job["transcript"] == "eins zwei"
    assert (job["language"], job["duration_seconds"], job["progress"]) == ("de", 9.5, 1.0)
    assert await service.queue.depth() == 0


async def test_it_stands_when_the_original_is_deleted(
    client: Client, bearer: Bearer, original: Job
) -> None:
    job = await hand_in(client, bearer)
    assert (await client.delete(f"/jobs/{original.id}", headers=bearer)).status == 204
    for path in ("", "/audio", "/transcript?format=srt"):
        assert (await client.get(f"/jobs/{job['job_id']}{path}", headers=bearer)).status == 200


async def test_its_events_tell_the_whole_transcript_and_the_end(
    client: Client, bearer: Bearer, original: Job
) -> None:
    job = await hand_in(client, bearer)
    assert job["reused_from"] == str(original.id)
    events = await client.get(f"/jobs/{job['job_id']}/events", headers=bearer)
    told = (await events.text()).splitlines()
    kinds = [line.removeprefix("event: ") for line in told if line.startswith("event: ")]
    assert kinds.count("segment") == 2
    assert kinds[-1] == "completed"


@pytest.mark.usefixtures("original")
@pytest.mark.parametrize("fields", [{"reuse": "false"}, {"language": "de"}, {"model": "small"}])
async def test_unless_it_is_asked_not_to_or_asked_for_something_else(
    client: Client, bearer: Bearer, fields: dict[str, str]
) -> None:
    job = await hand_in(client, bearer, **fields)
    assert (job["status"], job["reused_from"]) == ("queued", None)


@pytest.mark.usefixtures("original")
async def test_nobody_is_answered_with_somebody_elses(
    service: ServiceInMemory, client: Client, bob: User
) -> None:
    job = await hand_in(client, service.bearer(bob))
    assert (job["status"], job["reused_from"]) == ("queued", None)


@pytest.mark.usefixtures("original")
async def test_its_webhook_is_told_as_of_any_job_that_ends(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await hand_in(client, bearer, webhook_url="https://example.com/hook")
    assert job["status"] == "completed"
    (delivery,) = service.database.records.deliveries.values()
    assert str(delivery.job_id) == job["job_id"]


@pytest.mark.usefixtures("original")
async def test_a_priority_changes_nothing_in_a_transcript(client: Client, bearer: Bearer) -> None:
    job = await hand_in(client, bearer, priority="low")
    assert job["status"] == "completed"
    assert job["options"]["priority"] == "low"


@pytest.mark.usefixtures("original")
async def test_an_answer_from_before_is_replayed_as_it_was(client: Client, bearer: Bearer) -> None:
    headers = bearer | {"Idempotency-Key": "k"}
    first, second = [await client.post("/jobs/", data=a_form(), headers=headers) for _ in range(2)]
    assert (await first.json())["status"] == "completed"
    assert await second.read() == await first.read()


@pytest.mark.parametrize(("missing", "status"), [(1, 413), (0, 200)])
async def test_it_takes_as_much_of_what_may_be_kept_as_any_other(
    service: ServiceInMemory, bearer: Bearer, original: Job, missing: int, status: int
) -> None:
    kept = original.recording.size_bytes + len(SOUND)
    service.storage_quota = StorageQuota(kept - missing)
    async with service.client() as client:
        answer = await client.post("/jobs/", data=a_form(SOUND), headers=bearer)
        assert answer.status == status
