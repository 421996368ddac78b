"""What the Python client sends, and when it sends it again."""

import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.scripted_server import (
    ADDRESS,
    ScriptedServer,
    broken,
    html,
    job,
    ok,
    problem,
    refused,
    upload,
)
from whisper_transcriber_client import (
    AsyncClient,
    Client,
    ConnectionBrokenError,
    NotFoundError,
    NotOursError,
    RefusedError,
)


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def test_what_breaks_is_asked_again() -> None:
    script = ScriptedServer(broken(), problem(503, "Starting."), ok(job("1")))
    async with script.opened() as client:
        assert (await client.job("1")).id == "1"
    assert len(script.asked) == 3


async def test_the_server_says_how_long_to_wait() -> None:
    busy = problem(429, "Slowly.")
    busy.headers["Retry-After"] = "7"
    script = ScriptedServer(busy, ok(job()))
    async with script.opened() as client:
        await client.job("1")
    assert script.pauses == [7.0]


async def test_a_service_that_never_answered_is_not_waited_for() -> None:
    script = ScriptedServer(refused())
    async with script.opened() as client:
        with pytest.raises(ConnectionBrokenError, match="cannot be reached") as caught:
            await client.job("1")
    assert ADDRESS in str(caught.value)
    assert script.pauses == []


async def test_a_service_that_goes_down_midway_is_waited_for() -> None:
    script = ScriptedServer(ok(job()), refused(), refused(), ok(job()))
    async with script.opened() as client:
        await client.job("1")
        assert (await client.job("1")).id == "1"


async def test_patience_ends() -> None:
    script = ScriptedServer(*[broken() for _ in range(6)])
    async with script.opened() as client:
        with pytest.raises(ConnectionBrokenError, match="broke"):
            await client.job("1")
    assert script.pauses == [0.5, 1.0, 2.0, 4.0, 8.0]


async def test_a_refusal_is_not_asked_again() -> None:
    script = ScriptedServer(problem(404, "There is no job 1 of yours."))
    async with script.opened() as client:
        with pytest.raises(NotFoundError, match=r"^There is no job 1 of yours\.$"):
            await client.job("1")
    assert len(script.asked) == 1


@pytest.mark.parametrize("body", [{"hello": "world"}, ["job_id"], "job_id", None])
async def test_json_of_another_program_is_told_apart(body: object) -> None:
    async with ScriptedServer(httpx.Response(200, json=body)).opened() as client:
        with pytest.raises(NotOursError):
            await client.job("1")


async def test_a_part_whose_answer_is_lost_is_not_sent_twice() -> None:
    made, _, _, submitted = upload("1")
    has_all = httpx.Response(200, headers={"Upload-Offset": "5"})
    empty = httpx.Response(200, headers={"Upload-Offset": "0"})
    script = ScriptedServer(made, empty, broken(), has_all, submitted)
    told: list[tuple[int, int]] = []
    async with script.opened() as client:
        job_id = await client.submit(
            io.BytesIO(b"sound"),
            language="de",
            word_timestamps=True,
            tell=lambda *n: told.append(n),
        )
    assert (job_id, job_id.raw) == ("1", {"job_id": "1"})
    assert [each.method for each in script.asked] == ["POST", "HEAD", "PATCH", "HEAD", "POST"]
    assert script.asked[2].headers["Content-Length"] == "5"
    assert script.bodies[2] == b"sound"
    assert told == [(5, 5)]
    fields = (b'name="language"\r\n\r\nde', b'name="word_timestamps"\r\n\r\ntrue')
    assert all(each in script.bodies[4] for each in fields)


async def test_a_job_sent_again_has_the_same_name() -> None:
    *uploaded, submitted = upload("1")
    in_use = problem(409, "Another request is being worked on.", code="idempotency_key_in_use")
    script = ScriptedServer(*uploaded, broken(), in_use, submitted)
    async with script.opened() as client:
        await client.submit(b"sound")
    assert len({each.headers["Idempotency-Key"] for each in script.asked[3:]}) == 1


async def test_a_job_is_one_part_of_an_address_whatever_was_typed() -> None:
    script = ScriptedServer(ok(job()))
    async with script.opened() as client:
        await client.job("../auth/me?x=1")
    assert script.asked[0].url.raw_path == b"/jobs/..%2Fauth%2Fme%3Fx%3D1"


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.cancel("1"),
        lambda client: client.replace("1", "a", "aa"),
        lambda client: client.make_api_key("laptop", ["read"]),
    ],
    ids=["cancel", "replace", "make_api_key"],
)
async def test_what_would_be_done_twice_is_sent_once(
    ask: Callable[[AsyncClient], Awaitable[Any]],
) -> None:
    script = ScriptedServer(broken())
    async with script.opened() as client:
        with pytest.raises(ConnectionBrokenError):
            await ask(client)


async def test_a_search_names_what_was_asked_for() -> None:
    page: dict[str, Any] = {"hits": [], "next_cursor": None, "not_yet_searchable": 0}
    script = ScriptedServer(ok(page))
    async with script.opened() as client:
        assert (await client.search("fox & co", tag=None, limit=5)).raw == page
    assert script.asked[0].url.raw_path == b"/search?q=fox+%26+co&limit=5"


async def test_facets_are_counts_by_value() -> None:
    body: dict[str, Any] = {
        "tags": [{"value": "a, b", "jobs": 2}, {"value": "c", "jobs": 1}],
        "languages": [{"value": "de", "jobs": 3}],
        "models": [],
        "truncated": ["tags"],
    }
    script = ScriptedServer(ok(body))
    async with script.opened() as client:
        found = await client.facets(limit=2)
    assert script.asked[0].url.raw_path == b"/jobs/facets?limit=2"
    assert found.tags == {"a, b": 2, "c": 1}
    assert (found.languages, found.models) == ({"de": 3}, {})
    assert found.truncated == ("tags",)


async def test_labels_that_are_not_given_stay() -> None:
    script = ScriptedServer(ok(job()))
    async with script.opened() as client:
        await client.label("1", tags=[])
    assert json.loads(script.bodies[0]) == {"tags": []}


async def test_jobs_that_are_gone_already_are_passed_over() -> None:
    script = ScriptedServer(httpx.Response(204), problem(404, "Gone."), httpx.Response(204))
    async with script.opened() as client:
        assert await client.delete_all(["1", "2", "3"]) == 2


async def test_a_file_that_breaks_off_is_loaded_anew(tmp_path: Path) -> None:
    script = ScriptedServer(broken(), httpx.Response(200, content=b"1"))
    async with script.opened() as client:
        await client.save_document("1", "srt", tmp_path / "talk.srt")
    assert (tmp_path / "talk.srt").read_bytes() == b"1"


async def test_what_goes_to_an_open_file_is_loaded_once() -> None:
    script = ScriptedServer(broken())
    async with script.opened() as client:
        with pytest.raises(ConnectionBrokenError):
            await client.save_document("1", "srt", io.BytesIO())


async def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").mkdir()
    async with ScriptedServer(httpx.Response(200, content=b"1")).opened() as client:
        with pytest.raises(IsADirectoryError):
            await client.save_document("1", "srt", tmp_path / "talk.srt")
    assert names(tmp_path) == ["talk.srt"]


async def test_a_problem_of_another_kind_is_in_words() -> None:
    script = ScriptedServer(problem(422, "Bad.", errors=[{"field": "language", "detail": "No."}]))
    async with script.opened() as client:
        with pytest.raises(RefusedError) as caught:
            await client.jobs(language="klingon")
    assert caught.value.fields == {"language": "No."}


def test_another_program_at_the_address_is_told_apart() -> None:
    transport = httpx.MockTransport(lambda _: html())
    http = httpx.Client(base_url=ADDRESS, transport=transport)
    with Client(ADDRESS, http=http) as client, pytest.raises(NotOursError):
        client.jobs()


async def test_nothing_is_asked_if_no_segment_is_to_be_corrected() -> None:
    script = ScriptedServer()
    async with script.opened() as client:
        await client.correct("1", {})
    assert script.asked == []
