"""The errors of the client, as the command line tells them."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from entrypoints.cli.remote.client import explaining
from entrypoints.cli.remote.errors import BrokenConnectionError, NotLoggedInError, RemoteError
from entrypoints.cli.remote.tables import places
from tests.fakes.scripted_server import ADDRESS, ScriptedServer, broken, html, problem, refused
from whisper_transcriber_client import AsyncClient

Asking = Callable[[AsyncClient], Awaitable[Any]]


async def told(*answers: Any, ask: Asking = lambda client: client.job("1")) -> RemoteError:
    """Return the error that a person is told."""

    async def explained() -> None:
        async with ScriptedServer(*answers).opened() as client:
            with explaining(ADDRESS):
                await ask(client)

    with pytest.raises(RemoteError) as caught:
        await explained()
    return caught.value


async def test_a_server_that_is_down_is_told() -> None:
    error = await told(refused())
    assert isinstance(error, BrokenConnectionError)
    assert str(error) == (
        f"{ADDRESS} cannot be reached (Connection refused). Does the service run, and is the "
        "address right? (--server, TRANSCRIBER_SERVER)"
    )


async def test_a_connection_that_breaks_again_and_again_is_told() -> None:
    error = await told(*[broken() for _ in range(6)])
    assert isinstance(error, BrokenConnectionError)
    assert "broke (Connection reset by peer). Try again later." in str(error)


async def test_a_refusal_is_said_in_the_servers_words() -> None:
    error = await told(problem(404, "There is no job 1 of yours."))
    assert str(error) == "There is no job 1 of yours."


async def test_an_expired_session_says_to_log_in_again() -> None:
    error = await told(problem(401, "The token has expired. Log in again."))
    assert isinstance(error, NotLoggedInError)
    assert str(error) == f"The token has expired. Log in: transcriber login --server {ADDRESS}"


async def test_a_wrong_password_is_told_as_the_server_does() -> None:
    wrong = problem(401, "The user name or the password is wrong.", code="invalid_credentials")
    error = await told(wrong, ask=lambda client: client.login("ada", "guess"))
    assert str(error) == "The user name or the password is wrong."
    assert not isinstance(error, NotLoggedInError)


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_a_server_that_answers_html_is_another_program(status: int) -> None:
    error = await told(html(status))
    assert f"answered {status} with text/html, not as a transcriber does" in str(error)
    assert "--server" in str(error)


async def test_a_server_that_moved_says_where_to() -> None:
    moved = httpx.Response(308, headers={"Location": "https://speech.example/jobs/1"})
    assert "It points to https://speech.example/jobs/1." in str(await told(moved))


def test_places_are_one_line_each() -> None:
    hit: dict[str, object] = {"job_id": "1", "start": 3_725.9, "text": "a\x1b[31m fox"}
    found = {"hits": [hit], "next_cursor": "7", "not_yet_searchable": 2}
    assert places(found).splitlines() == [
        "1  1:02:05  a\\x1b[31m fox",
        "There are more; --cursor 7 shows what follows.",
        "2 recordings cannot be searched yet.",
    ]
    partial = {**found, "is_partial": True, "not_yet_searchable": 0}
    assert places(partial).splitlines()[1] == (
        "Older recordings were not searched, as this takes long; --cursor 7 looks further."
    )
    nothing: dict[str, Any] = {"hits": [], "next_cursor": None, "not_yet_searchable": 0}
    assert places(nothing) == "Nothing was found."
