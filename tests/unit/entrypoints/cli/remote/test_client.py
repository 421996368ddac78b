import io

import httpx
import pytest

from entrypoints.cli.remote.errors import (
    BrokenConnectionError,
    NotLoggedInError,
    RemoteError,
)
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
