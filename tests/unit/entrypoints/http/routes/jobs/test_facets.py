"""GET /jobs/facets: what a user's jobs can be chosen by."""

from typing import Any

from domain.labels import Labels
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory


async def asked(client: Client, bearer: dict[str, str], **query: str) -> Any:
    answer = await client.get("/jobs/facets", params=query, headers=bearer)
    return answer.status, await answer.json()


async def test_values_come_with_their_number_of_jobs(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    bob = await service.add_user("bob")
    await service.completed_job(bob.id, labels=Labels(tags=("his",)))
    for tags in (("fun", "a, b"), ("fun",)):
        await service.completed_job(ada.id, labels=Labels(tags=tags))
    status, found = await asked(client, bearer)
    assert status == 200
    assert found == {
        "tags": [{"value": "fun", "jobs": 2}, {"value": "a, b", "jobs": 1}],
        "languages": [{"value": "de", "jobs": 2}],
        "models": [{"value": "digits", "jobs": 2}],
        "truncated": [],
    }


async def test_a_list_that_is_cut_off_is_named(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    await service.completed_job(ada.id, labels=Labels(tags=("b", "a", "c")))
    _, found = await asked(client, bearer, limit="2")
    assert [each["value"] for each in found["tags"]] == ["a", "b"]
    assert found["truncated"] == ["tags"]
    _, whole = await asked(client, bearer, limit="3")
    assert whole["truncated"] == []


async def test_a_limit_out_of_range_is_refused(client: Client, bearer: dict[str, str]) -> None:
    for limit in ("0", "1001", "many"):
        status, problem = await asked(client, bearer, limit=limit)
        assert status == 422
        assert problem["errors"][0]["field"] == "limit"
