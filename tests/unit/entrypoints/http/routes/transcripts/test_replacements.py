from typing import Any

import pytest

from application.search.index_jobs import IndexJobs
from domain.job import Job
from domain.transcript import Passage, Segment
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

SAID = Passage(
    (Segment(0, 1, " A wun and a Wun."), Segment(1, 2, " No wunder"), Segment(2, 3, " two")), 3.0
)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    job = await service.completed_job(ada.id, SAID)
    await IndexJobs(service.unit_of_work)()
    return job


async def replaced(client: Client, job: Job, bearer: dict[str, str], **asked: object) -> Any:
    answer = await client.post(f"/jobs/{job.id}/replacements", json=asked, headers=bearer)
    return answer.status, await answer.json()


async def text(client: Client, job: Job, bearer: dict[str, str]) -> str:
    return await (await client.get(f"/jobs/{job.id}/transcript?format=txt", headers=bearer)).text()


async def test_a_text_is_replaced_everywhere_and_the_answer_undoes_it(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    await client.put(f"/jobs/{job.id}/segments/1", json={"text": "Not wun"}, headers=bearer)
    before = await text(client, job, bearer)
    status, answer = await replaced(client, job, bearer, find="wun", replace="one\\1")
    assert (status, answer["occurrences"]) == (200, 3)
    assert answer["segments"] == [
        {"index": 0, "before": None, "after": "A one\\1 and a one\\1."},
        {"index": 1, "before": "Not wun", "after": "Not one\\1"},
    ]
    assert await text(client, job, bearer) == "A one\\1 and a one\\1.\nNot one\\1\ntwo\n"
    undo = [{"index": each["index"], "text": each["before"]} for each in answer["segments"]]
    url = f"/jobs/{job.id}/corrections"
    assert (await client.put(url, json={"corrections": undo}, headers=bearer)).status == 204
    assert await text(client, job, bearer) == before


async def test_search_follows_the_replacement_and_its_undoing(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    async def found(word: str) -> int:
        answer = await client.get("/search", params={"q": f'"{word}"'}, headers=bearer)
        return len((await answer.json())["hits"])

    await replaced(client, job, bearer, find="two", replace="zwei")
    assert (await found("zwei"), await found("two")) == (1, 0)
    undo = {"corrections": [{"index": 2, "text": None}]}
    await client.put(f"/jobs/{job.id}/corrections", json=undo, headers=bearer)
    assert (await found("zwei"), await found("two")) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"find": "wun"}, 3),
        ({"find": "wun", "match_case": True}, 2),
        ({"find": "wun", "whole_words": True}, 2),
        ({"find": "."}, 1),
        ({"find": "badger"}, 0),
    ],
)
async def test_a_preview_counts_and_changes_nothing(
    client: Client, job: Job, bearer: dict[str, str], asked: dict[str, object], count: int
) -> None:
    before = await text(client, job, bearer)
    _, answer = await replaced(client, job, bearer, replace="x", preview=True, **asked)
    assert answer["occurrences"] == count
    assert await text(client, job, bearer) == before


async def test_too_many_segments_are_refused_and_none_is_changed(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    many = tuple(Segment(number, number + 1, " one") for number in range(1_001))
    job = await service.completed_job(ada.id, Passage(many, 1_001.0))
    status, problem = await replaced(client, job, bearer, find="one", replace="two")
    assert status == 422
    assert "more than 1,000 segments" in problem["detail"]
    assert "two" not in await text(client, job, bearer)


@pytest.mark.parametrize(
    "corrections",
    [
        [],
        [{"index": 0, "text": "a"}, {"index": 0, "text": "b"}],
        [{"index": -1, "text": "a"}],
        [{"index": 0, "text": "a\u202eb"}],
    ],
)
async def test_wrong_corrections_are_refused(
    client: Client, job: Job, bearer: dict[str, str], corrections: list[object]
) -> None:
    url = f"/jobs/{job.id}/corrections"
    answer = await client.put(url, json={"corrections": corrections}, headers=bearer)
    assert answer.status == 422


async def test_of_several_corrections_all_are_made_or_none(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    url = f"/jobs/{job.id}/corrections"
    wanted = {"corrections": [{"index": 0, "text": "x"}, {"index": 3, "text": "y"}]}
    assert (await client.put(url, json=wanted, headers=bearer)).status == 404
    assert "x" not in await text(client, job, bearer)
