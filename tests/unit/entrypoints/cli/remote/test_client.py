import io
from typing import Any

import httpx
import pytest

from entrypoints.cli.remote.errors import (
    BrokenConnectionError,
    NotLoggedInError,
    RemoteError,
)
from entrypoints.cli.remote.tables import places
from entrypoints.cli.remote.upload import Upload
from tests.fakes.scripted_server import (
    ADDRESS,
    ScriptedServer,
    broken,
    html,
    ok,
    problem,
    refused,
)


async def test_what_breaks_is_asked_again() -> None:
    script = ScriptedServer(broken(), problem(503, "Starting."), ok({"job_id": "1"}))
    async with script.opened() as server:
        assert await server.job("1") == {"job_id": "1"}
    assert len(script.asked) == 3


async def test_the_server_says_how_long_to_wait() -> None:
    busy = problem(429, "Slowly.")
    busy.headers["Retry-After"] = "7"
    script = ScriptedServer(busy, ok({"job_id": "1"}))
    async with script.opened() as server:
        await server.job("1")
    assert script.pauses == [7.0]


async def test_a_server_that_is_down_is_told_at_once() -> None:
    script = ScriptedServer(refused())
    async with script.opened() as server:
        with pytest.raises(BrokenConnectionError, match="cannot be reached") as caught:
            await server.job("1")
    assert ADDRESS in str(caught.value)
    assert script.pauses == []


async def test_a_server_that_goes_down_midway_is_waited_for() -> None:
    script = ScriptedServer(broken(), refused(), ok({"job_id": "1"}))
    async with script.opened() as server:
        assert await server.job("1") == {"job_id": "1"}


async def test_patience_ends() -> None:
    script = ScriptedServer(*[broken() for _ in range(5)])
    async with script.opened() as server:
        with pytest.raises(BrokenConnectionError, match="broke"):
            await server.job("1")


async def test_a_refusal_is_said_in_the_servers_words_and_not_asked_again() -> None:
    script = ScriptedServer(problem(404, "There is no job 1 of yours."))
    async with script.opened() as server:
        with pytest.raises(RemoteError, match=r"^There is no job 1 of yours\.$"):
            await server.job("1")
    assert len(script.asked) == 1


async def test_an_expired_session_says_to_log_in_again() -> None:
    script = ScriptedServer(problem(401, "The token has expired. Log in again."))
    async with script.opened() as server:
        with pytest.raises(NotLoggedInError) as caught:
            await server.job("1")
    assert str(caught.value) == (
        f"The token has expired. Log in: transcriber login --server {ADDRESS}"
    )


async def test_a_wrong_password_is_told_as_the_server_does() -> None:
    wrong = problem(401, "The user name or the password is wrong.", code="invalid_credentials")
    script = ScriptedServer(wrong)
    async with script.opened() as server:
        with pytest.raises(RemoteError, match="the password is wrong") as caught:
            await server.login("ada", "guess")
    assert not isinstance(caught.value, NotLoggedInError)


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_a_server_that_answers_html_is_another_program(status: int) -> None:
    script = ScriptedServer(html(status))
    async with script.opened() as server:
        with pytest.raises(RemoteError, match=f"answered {status} with text/html") as caught:
            await server.job("1")
    assert "--server" in str(caught.value)


@pytest.mark.parametrize("body", [{"hello": "world"}, ["job_id"], "job_id", None])
async def test_json_of_another_program_is_told_too(body: object) -> None:
    script = ScriptedServer(httpx.Response(200, json=body))
    async with script.opened() as server:
        with pytest.raises(RemoteError, match="not as a transcriber does"):
            await server.job("1")


async def test_a_server_that_moved_says_where_to() -> None:
    moved = httpx.Response(308, headers={"Location": "https://speech.example/jobs/1"})
    script = ScriptedServer(moved)
    async with script.opened() as server:
        with pytest.raises(RemoteError, match="It points to https://speech"):
            await server.job("1")


async def test_an_upload_sent_again_is_whole_and_under_the_same_name() -> None:
    script = ScriptedServer(broken(), ok({"job_id": "1"}))
    told: list[int] = []
    upload = Upload("talk.wav", io.BytesIO(b"sound" * 100), told.append)
    async with script.opened() as server:
        await server.submit(upload, {"language": "de"})
    first, second = (request.headers["Idempotency-Key"] for request in script.asked)
    assert first == second
    assert all(b"sound" * 100 in body and b'name="language"' in body for body in script.bodies)
    assert max(told) == 500


async def test_while_the_first_sending_is_read_the_second_waits() -> None:
    in_use = problem(409, "Another request is being worked on.", code="idempotency_key_in_use")
    script = ScriptedServer(broken(), in_use, ok({"job_id": "1"}))
    async with script.opened() as server:
        made = await server.submit(Upload("a.wav", io.BytesIO(b"sound"), lambda _: None), {})
    assert made == {"job_id": "1"}


async def test_a_job_is_one_part_of_an_address_whatever_was_typed() -> None:
    script = ScriptedServer(ok({"job_id": "1"}))
    async with script.opened() as server:
        await server.job("../auth/me?x=1")
    assert script.asked[0].url.raw_path == b"/jobs/..%2Fauth%2Fme%3Fx%3D1"


async def test_cancelling_is_never_repeated() -> None:
    script = ScriptedServer(broken())
    async with script.opened() as server:
        with pytest.raises(BrokenConnectionError):
            await server.cancel("1")


async def test_a_search_names_what_was_asked_for() -> None:
    page: dict[str, Any] = {"hits": [], "next_cursor": None, "not_yet_searchable": 0}
    script = ScriptedServer(ok(page))
    async with script.opened() as server:
        assert await server.search(q="fox & co", tag=None, limit=5) == page
    assert script.asked[0].url.raw_path == b"/search?q=fox+%26+co&limit=5"


def test_places_are_one_line_each() -> None:
    hit: dict[str, object] = {"job_id": "1", "start": 3_725.9, "text": "a\x1b[31m fox"}
    found = {"hits": [hit], "next_cursor": "7", "not_yet_searchable": 2}
    assert places(found).splitlines() == [
        "1  1:02:05  a\\x1b[31m fox",
        "There are more; --cursor 7 shows what follows.",
        "2 recordings cannot be searched yet.",
    ]
    nothing: dict[str, Any] = {"hits": [], "next_cursor": None, "not_yet_searchable": 0}
    assert places(nothing) == "Nothing was found."
