"""Links to transcripts, as their owners make, list and withdraw them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from application.sharing.make_share import MOST_OPEN
from application.sharing.policy import SharePolicy
from domain.api_key import Scope, digest_of
from domain.errors.accounts import InvalidTokenError
from domain.job import Job
from domain.principal import Principal
from domain.share import ShareTerms
from domain.user import User
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    return await service.completed_job(ada.id, a_passage(" one two"))


async def test_the_address_is_told_once_and_its_token_is_not_kept(
    service: ServiceInMemory, client: Client, bearer: dict[str, str], job: Job
) -> None:
    wanted = {"label": " for Bob ", "audio": True, "expires_in_seconds": 3600}
    answer = await client.post(f"/jobs/{job.id}/shares", json=wanted, headers=bearer)
    made = await answer.json()
    assert answer.status == 201
    place, _, token = made.pop("url").partition("#")
    assert place == str(client.make_url("/share"))
    assert len(token) == len("wts_") + 43
    listed = await client.get(f"/jobs/{job.id}/shares", headers=bearer)
    assert await listed.json() == {
        "shares": [made],
        "allowed": True,
        "usual_seconds": 7 * 86_400,
        "longest_seconds": 30 * 86_400,
    }
    assert made["label"] == "for Bob"
    assert (made["audio"], made["downloads"]) == (True, False)
    (kept,) = service.database.records.shares.values()
    assert kept.digest == digest_of(token)
    assert kept.expires_at == service.clock.now() + timedelta(hours=1)
    assert token not in repr(service.database.records)


async def test_a_link_is_open_for_a_week_and_for_text_alone_unless_more_is_asked_for(
    service: ServiceInMemory, client: Client, bearer: dict[str, str], job: Job
) -> None:
    await client.post(f"/jobs/{job.id}/shares", json={}, headers=bearer)
    (kept,) = service.database.records.shares.values()
    assert kept.expires_at - kept.created_at == timedelta(days=7)
    assert not kept.terms.audio
    assert not kept.terms.downloads


@pytest.mark.parametrize("seconds", [59, 0, -1, 3601, 10**18, "3600", 1.5, True])
async def test_the_time_is_bounded_by_the_operator(
    service: ServiceInMemory, ada: User, job: Job, seconds: object
) -> None:
    service.share_policy = SharePolicy(longest_seconds=3600)
    async with service.client() as client:
        wanted = {"expires_in_seconds": seconds}
        address, bearer = f"/jobs/{job.id}/shares", service.bearer(ada)
        answer = await client.post(address, json=wanted, headers=bearer)
        assert answer.status == 422
        assert (await answer.json())["errors"][0]["field"] == "expires_in_seconds"
        usual = await client.post(address, json={}, headers=bearer)
        assert usual.status == 201
        (kept,) = service.database.records.shares.values()
        assert kept.expires_at - kept.created_at == timedelta(hours=1)


async def test_a_job_has_so_many_open_links_and_no_more(
    service: ServiceInMemory, client: Client, bearer: dict[str, str], job: Job
) -> None:
    address = f"/jobs/{job.id}/shares"
    for _ in range(MOST_OPEN):
        made = await client.post(address, json={"expires_in_seconds": 60}, headers=bearer)
        assert made.status == 201
    refused = await client.post(address, json={}, headers=bearer)
    assert refused.status == 409
    assert (await refused.json())["code"] == "too_many_shares"
    await service.clock.advance(60)
    assert (await client.post(address, json={}, headers=bearer)).status == 201


async def test_only_a_transcript_that_is_there_is_shared(
    service: ServiceInMemory, client: Client, ada: User, bearer: dict[str, str]
) -> None:
    waiting = await service.job_of(ada.id)
    answer = await client.post(f"/jobs/{waiting.id}/shares", json={}, headers=bearer)
    assert answer.status == 409
    assert (await answer.json())["code"] == "transcript_not_ready"


async def test_the_operator_may_forbid_links(service: ServiceInMemory, ada: User, job: Job) -> None:
    service.share_policy = SharePolicy(allowed=False)
    bearer = service.bearer(ada)
    async with service.client() as client:
        answer = await client.post(f"/jobs/{job.id}/shares", json={}, headers=bearer)
        assert answer.status == 403
        assert (await answer.json())["code"] == "sharing_disabled"
        listed = await client.get(f"/jobs/{job.id}/shares", headers=bearer)
        assert (await listed.json())["allowed"] is False


async def test_a_link_is_withdrawn_once(client: Client, bearer: dict[str, str], job: Job) -> None:
    made = await (await client.post(f"/jobs/{job.id}/shares", json={}, headers=bearer)).json()
    address = f"/jobs/{job.id}/shares/{made['id']}"
    assert (await client.delete(address, headers=bearer)).status == 204
    again = await client.delete(address, headers=bearer)
    assert again.status == 404
    assert (await again.json())["code"] == "share_not_found"


async def test_a_link_is_not_withdrawn_by_the_name_of_another_job(
    service: ServiceInMemory, client: Client, ada: User, bearer: dict[str, str], job: Job
) -> None:
    other = await service.completed_job(ada.id, a_passage(" three"))
    made = await (await client.post(f"/jobs/{job.id}/shares", json={}, headers=bearer)).json()
    for place in (f"{other.id}/shares/{made['id']}", f"{job.id}/shares/{uuid4()}"):
        assert (await client.delete(f"/jobs/{place}", headers=bearer)).status == 404
    assert len(service.database.records.shares) == 1


async def test_a_key_that_may_not_read_cannot_share(
    service: ServiceInMemory, client: Client, ada: User, job: Job
) -> None:
    made = await service.api_key(ada, Scope.TRANSCRIBE)
    headers = {"Authorization": f"Bearer {made.secret}"}
    answer = await client.post(f"/jobs/{job.id}/shares", json={}, headers=headers)
    assert answer.status == 403


async def test_a_link_made_while_its_owner_is_disabled_is_not_kept(
    service: ServiceInMemory, ada: User, job: Job
) -> None:
    await service.change_user(ada, disabled=True)
    with pytest.raises(InvalidTokenError):
        await service.sharing().make(job.id, ShareTerms(), None, caller=Principal(ada))
    assert service.database.records.shares == {}
