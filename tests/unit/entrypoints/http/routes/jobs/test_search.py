from typing import Any

import pytest

from application.search.index_jobs import IndexJobs
from domain.job import Job
from domain.transcript import Passage, Segment
from domain.user import User
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory

SAID = Passage((Segment(0.0, 1.5, " One fox."), Segment(1.5, 3.25, " Two foxes, 二匹の狐")), 4.0)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    job = await service.completed_job(ada.id, SAID)
    await IndexJobs(service.unit_of_work)()
    return job


async def searched(client: Client, bearer: dict[str, str], **query: str) -> Any:
    answer = await client.get("/search", params=query, headers=bearer)
    return answer.status, await answer.json()


async def test_a_hit_says_where_it_was_said_and_what_matches(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    status, found = await searched(client, bearer, q="two fox")
    assert status == 200
    assert found == {
        "hits": [
            {
                "job_id": str(job.id),
                "title": "talk.wav",
                "created_at": job.created_at.isoformat().replace("+00:00", "Z"),
                "language": "de",
                "segment": 1,
                "start": 1.5,
                "end": 3.25,
                "text": "Two foxes, 二匹の狐",
                "matches": [{"start": 0, "end": 3}, {"start": 4, "end": 9}],
            }
        ],
        "next_cursor": None,
        "is_partial": False,
        "not_yet_searchable": 0,
    }


async def test_pages_are_read_with_the_cursor(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    await service.completed_job(ada.id, *(a_passage(f" fox {number}") for number in range(3)))
    await IndexJobs(service.unit_of_work)()
    _, first = await searched(client, bearer, q="fox", limit="2")
    _, second = await searched(client, bearer, q="fox", limit="2", cursor=first["next_cursor"])
    texts = [hit["text"] for page in (first, second) for hit in page["hits"]]
    assert texts == ["fox 0", "fox 1", "fox 2"]
    assert second["next_cursor"] is None


async def test_what_is_not_indexed_yet_is_said(
    client: Client, service: ServiceInMemory, ada: User, bob: User, bearer: dict[str, str]
) -> None:
    await service.completed_job(ada.id, SAID)
    await service.completed_job(bob.id, SAID)
    _, found = await searched(client, bearer, q="fox")
    assert (found["hits"], found["not_yet_searchable"]) == ([], 1)


@pytest.mark.usefixtures("job")
async def test_filters_choose_the_recordings(client: Client, bearer: dict[str, str]) -> None:
    for fits in (
        {"language": "German"},
        {"model": "digits"},
        {"min_seconds": "5", "max_seconds": "10"},
        {"since": "1970-01-01", "until": "2100-01-01T00:00:00Z"},
    ):
        assert len((await searched(client, bearer, q="fox", **fits))[1]["hits"]) == 1, fits
    for other in (
        {"language": "fr"},
        {"model": "base"},
        {"min_seconds": "11"},
        {"max_seconds": "5"},
        {"since": "2100-01-01"},
    ):
        assert (await searched(client, bearer, q="fox", **other))[1]["hits"] == [], other


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ({}, "q", "required"),
        ({"q": ""}, "q", "Type a word"),
        ({"q": "x" * 1_000}, "q", "At most 200 characters"),
        ({"q": "%*\"'()"}, "q", "Type a word"),
        ({"q": "\N{GRINNING FACE}"}, "q", "Type a word"),
        ({"q": "a\0b"}, "q", "cannot be stored"),
        ({"q": " ".join(f"w{number}" for number in range(17))}, "q", "at most 16"),
        ({"q": "fox", "cursor": "-1"}, "cursor", "match"),
        ({"q": "fox", "limit": "101"}, "limit", "100"),
        ({"q": "fox", "language": "Klingon"}, "language", "no language"),
        ({"q": "fox", "since": "yesterday"}, "since", ""),
        ({"q": "fox", "min_seconds": "nan"}, "min_seconds", ""),
    ],
)
async def test_what_cannot_be_searched_is_refused_in_words(
    client: Client, bearer: dict[str, str], query: dict[str, str], field: str, said: str
) -> None:
    status, problem = await searched(client, bearer, **query)
    assert status == 422
    assert [fault["field"] for fault in problem["errors"]] == [field]
    assert said in problem["errors"][0]["detail"]


@pytest.mark.parametrize("text", ["f", "fox%", "*fox*", '"fox', "'; DROP TABLE jobs; --fox"])
@pytest.mark.usefixtures("job")
async def test_signs_around_words_are_ignored(
    client: Client, bearer: dict[str, str], text: str
) -> None:
    status, _ = await searched(client, bearer, q=text)
    assert status == 200
