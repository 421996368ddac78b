import json
from typing import Any

import httpx
import pytest

from tests.fakes.scripted_server import ScriptedServer, broken, html, ok, problem
from tests.fakes.scripted_server import job as a_job
from whisper_transcriber_client import NotFoundError, UnauthorizedError


def job(status: str, progress: float) -> dict[str, Any]:
    return a_job(status=status, progress=progress)


def told(*states: dict[str, Any]) -> httpx.Response:
    """Tell them as events, with a sign of life, a segment and a gap between."""
    frames = [
        f"event: progress\ndata: {json.dumps(state)}\nid: {number}\n\n:\n\n"
        for number, state in enumerate(states)
    ]
    frames.insert(1, 'event: segment\ndata: {"text": " hello"}\nid: s\n\n')
    frames.insert(2, 'event: gap\ndata: {"start": 1.0, "end": 2.0}\nid: g\n\n')
    return httpx.Response(
        200, content="".join(frames), headers={"Content-Type": "text/event-stream"}
    )


async def watched(script: ScriptedServer) -> list[dict[str, Any]]:
    async with script.opened() as client:
        return [news.raw async for news in client.watch("1")]


async def test_a_job_is_told_by_its_events_and_then_as_a_whole() -> None:
    events = told(job("processing", 0.5), job("completed", 1.0))
    whole = {**job("completed", 1.0), "transcript": "hello"}
    assert await watched(ScriptedServer(events, ok(whole))) == [job("processing", 0.5), whole]


async def test_events_that_break_off_go_on_where_they_were() -> None:
    script = ScriptedServer(
        told(job("processing", 0.2), job("processing", 0.4)),
        ok(job("processing", 0.4)),
        broken(),
        ok(job("processing", 0.6)),
        told(job("processing", 0.8)),
        ok(job("completed", 1.0)),
    )
    news = await watched(script)
    assert [each["progress"] for each in news] == [0.2, 0.4, 0.4, 0.6, 0.8, 1.0]
    listens = [each for each in script.asked if each.url.path.endswith("/events")]
    assert [each.headers.get("Last-Event-ID") for each in listens] == [None, "1", "1"]


@pytest.mark.parametrize("instead", [html(), html(404), problem(406, "No streams here.")])
async def test_without_events_it_looks_itself(instead: httpx.Response) -> None:
    looks = ok(job("processing", 0.5)), ok(job("completed", 1.0))
    states = await watched(ScriptedServer(instead, *looks))
    assert [each["status"] for each in states] == ["processing", "completed"]


async def test_a_server_that_restarts_is_waited_for() -> None:
    away = [httpx.ConnectError("Connection refused") for _ in range(20)]
    script = ScriptedServer(told(job("processing", 0.2)), *away, ok(job("completed", 1.0)))
    assert (await watched(script))[-1]["status"] == "completed"


async def test_a_server_that_is_away_from_the_start_is_waited_for() -> None:
    away = [httpx.ConnectError("Connection refused") for _ in range(20)]
    assert (await watched(ScriptedServer(*away, ok(job("completed", 1.0)))))[-1]["progress"] == 1.0


async def test_a_job_nobody_knows_is_told() -> None:
    unknown = problem(404, "There is no job 1 of yours.")
    with pytest.raises(NotFoundError, match="no job 1"):
        await watched(ScriptedServer(unknown, problem(404, "There is no job 1 of yours.")))


async def test_a_session_that_expires_meanwhile_is_told() -> None:
    with pytest.raises(UnauthorizedError):
        await watched(ScriptedServer(problem(401, "The token has expired.")))
