"""Events over a real socket, read by a client that others wrote."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiohttp.test_utils import TestServer
from httpx_sse import EventSource, ServerSentEvent, aconnect_sse

from application.watching.open_streams import OpenStreams
from domain.api_key import Scope
from domain.events import JobStarted, JobSubmitted, SegmentsTranscribed
from domain.job import Job
from domain.options import TranscriptionOptions
from domain.transcript import Gap, Passage, Segment, Word
from domain.user import User
from tests.contracts.turns import until
from tests.far_end import until_soon
from tests.service_in_memory import ServiceInMemory

Bearer = dict[str, str]
SAID = Passage(
    (
        Segment(0.0, 1.5, " eins", (1, 2), words=(Word(0.0, 1.5, " eins", 0.5),)),
        Segment(1.5, 3.0, " zwei\nund drei"),
    ),
    3.0,
)
WITH_WORDS = TranscriptionOptions(word_timestamps=True)


@pytest.fixture
async def http(
    service: ServiceInMemory, request: pytest.FixtureRequest
) -> AsyncIterator[httpx.AsyncClient]:
    service.streams = getattr(request, "param", service.streams)
    async with (
        TestServer(service.app()) as server,
        httpx.AsyncClient(base_url=str(server.make_url("/")), timeout=10, verify=False) as http,
    ):
        yield http


@asynccontextmanager
async def events(
    http: httpx.AsyncClient, path: str, headers: Bearer, last: str | None = None
) -> AsyncIterator[EventSource]:
    resumed = {"Last-Event-ID": last} if last is not None else {}
    async with aconnect_sse(http, "GET", path, headers={**headers, **resumed}) as source:
        yield source


async def all_of(
    http: httpx.AsyncClient, path: str, headers: Bearer, last: str | None = None
) -> list[ServerSentEvent]:
    async with events(http, path, headers, last) as source:
        return [event async for event in source.aiter_sse()]


async def running(service: ServiceInMemory, owner: User) -> Job:
    job = await service.job_of(owner.id)
    return await service.replaced(job, service.claimed(job))


async def hear(service: ServiceInMemory, job: Job, passage: Passage) -> Job:
    heard = job.advanced(progress=passage.position / 10, detected=None)
    async with service.unit_of_work() as uow:
        await uow.jobs.replace(job, heard)
        await uow.passages.append(job.id, passage)
        await uow.commit()
    await service.bus.publish(SegmentsTranscribed(heard, passage.segments))
    return heard


async def test_a_job_that_has_ended_is_told_whole(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, SAID, options=WITH_WORDS)
    one, two, end = await all_of(http, f"/jobs/{job.id}/events", bearer)
    assert [one.event, two.event, end.event] == ["segment", "segment", "completed"]
    assert one.json() == {
        "job_id": str(job.id),
        "start": 0.0,
        "end": 1.5,
        "text": " eins",
        "language": None,
        "channel": None,
        "words": [{"start": 0.0, "end": 1.5, "text": " eins", "probability": 0.5}],
        "draft": False,
    }
    assert two.json()["text"] == " zwei\nund drei"
    assert end.json() == {
        "job_id": str(job.id),
        "status": "completed",
        "progress": 1.0,
        "attempts": 1,
        "language": "de",
        "duration_seconds": 9.5,
        "error_code": None,
        "error_message": None,
        "stage": None,
        "stage_progress": None,
    }


async def test_words_are_told_only_where_they_were_asked_for(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, SAID)
    one, *_ = await all_of(http, f"/jobs/{job.id}/events", bearer)
    assert one.json()["words"] is None


async def test_speech_without_words_is_told(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, Passage((), 3.0, gaps=(Gap(1.0, 2.5),)))
    gap, _ = await all_of(http, f"/jobs/{job.id}/events", bearer)
    assert gap.event == "gap"
    assert gap.json() == {"job_id": str(job.id), "start": 1.0, "end": 2.5}


async def test_a_watcher_who_is_cut_off_goes_on_where_they_were(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await running(service, ada)
    path = f"/jobs/{job.id}/events"
    heard: list[ServerSentEvent] = []
    async with events(http, path, bearer) as source:
        async for event in source.aiter_sse():
            heard.append(event)
            if event.event == "started":
                job = await hear(service, job, SAID)
            if event.event == "segment":
                break  # in the middle of a passage
    done = job.completed(at=service.clock.now(), duration_seconds=9.5)
    await service.replaced(job, done)
    rest = await all_of(http, path, bearer, heard[-1].id)
    assert [event.event for event in heard] == ["started", "segment"]
    assert [event.event for event in rest] == ["segment", "completed"]
    assert rest[0].json()["text"] == " zwei\nund drei"


async def test_who_knows_the_end_is_asked_not_to_come_back(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, SAID)
    *_, end = await all_of(http, f"/jobs/{job.id}/events", bearer)
    answer = await http.get(f"/jobs/{job.id}/events", headers={**bearer, "Last-Event-ID": end.id})
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("last", ["", "nonsense", "1:done:0:0:0", "\u00ff" * 300, "0-0"])
async def test_an_id_that_is_none_of_ours_begins_at_the_beginning(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer, last: str
) -> None:
    job = await service.completed_job(ada.id, SAID)
    headers: Any = [*bearer.items(), ("Last-Event-ID", last.encode("latin-1"))]
    answer = await http.get(f"/jobs/{job.id}/events", headers=headers)
    assert answer.text.count("event: ") == 3


async def test_all_jobs_of_the_caller_are_told_of_and_resumed(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bob: User, bearer: Bearer
) -> None:
    ours, theirs = await service.job_of(ada.id), await service.job_of(bob.id)
    async with events(http, "/jobs/events", bearer) as source:
        await until(lambda: service.bus.watchers == 1)
        for job in (theirs, ours):
            await service.bus.publish(JobSubmitted(job))
        heard = await anext(source.aiter_sse())
    assert (heard.event, heard.json()["job_id"]) == ("queued", str(ours.id))
    await service.bus.publish(JobStarted(service.claimed(ours)))
    async with events(http, "/jobs/events", bearer, heard.id) as source:
        assert (await anext(source.aiter_sse())).event == "started"


async def test_a_watcher_of_all_jobs_with_an_id_of_old_is_told_how_they_are(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    async with events(http, "/jobs/events", bearer, "nonsense") as source:
        heard = await anext(source.aiter_sse())
    assert (heard.event, heard.json()["job_id"], heard.id) == ("queued", str(job.id), "")


@pytest.mark.parametrize("path", ["/jobs/{}/events", "/jobs/{}/events/"])
async def test_somebody_elses_job_is_not_there(
    service: ServiceInMemory, http: httpx.AsyncClient, bob: User, bearer: Bearer, path: str
) -> None:
    job = await service.job_of(bob.id)
    answer = await http.get(path.format(job.id), headers=bearer)
    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


@pytest.mark.parametrize(
    "path", ["/jobs/events", "/jobs/5b5f3b0a-0000-4000-8000-000000000000/events"]
)
async def test_nobody_watches_unknown(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 401


async def test_a_comment_comes_every_fifteen_seconds(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    async with http.stream("GET", f"/jobs/{job.id}/events", headers=bearer) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        lines = answer.aiter_lines()
        while "id: " not in await anext(lines):
            pass
        assert await anext(lines) == ""
        await until(lambda: service.clock.sleepers == 1)
        await service.clock.advance(15)
        assert await anext(lines) == ":"


async def test_whoever_leaves_holds_nothing(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    async with events(http, f"/jobs/{job.id}/events", bearer) as source:
        await anext(source.aiter_sse())
        assert service.bus.watchers == 1
    await until_soon(lambda: service.bus.watchers == 0)
    await until_soon(lambda: service.clock.sleepers == 0)


async def test_whoever_does_not_read_is_dropped(
    service: ServiceInMemory, ada: User, bearer: Bearer
) -> None:
    passage = Passage((Segment(0, 1, " " + "x" * 100_000),), 1.0)
    passages = [Passage(passage.segments, float(n + 1)) for n in range(200)]
    job = await service.completed_job(ada.id, *passages)
    async with service.client(stall_seconds=0.2) as client:
        answer = await client.get(f"/jobs/{job.id}/events", headers=bearer)
        assert service.bus.watchers == 1
        await until_soon(lambda: service.bus.watchers == 0)
        answer.close()


async def test_a_head_request_is_answered_at_once(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await http.head(f"/jobs/{job.id}/events", headers=bearer)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")


@pytest.mark.parametrize("path", ["/jobs/events", "/jobs/{}/events"])
async def test_whoever_is_disabled_hears_no_more(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bearer: Bearer, path: str
) -> None:
    job = await service.job_of(ada.id)
    async with http.stream("GET", path.format(job.id), headers=bearer) as answer:
        await service.change_user(ada, disabled=True)
        await until_soon(lambda: service.clock.sleepers == 1)
        await service.clock.advance(15)
        told = [line async for line in answer.aiter_lines()]
    assert told.count(":") == 1, "a sign of life to somebody who is shut out"
    await until_soon(lambda: service.bus.watchers == 0)


async def test_a_revoked_key_hears_no_more_even_while_there_is_news(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User
) -> None:
    job = await service.job_of(ada.id)
    made = await service.api_key(ada, Scope.READ)
    key = {"Authorization": f"Bearer {made.secret}"}
    async with http.stream("GET", f"/jobs/{job.id}/events", headers=key) as answer:
        lines = answer.aiter_lines()
        while "id: " not in await anext(lines):
            pass
        await until_soon(lambda: service.clock.sleepers == 1)
        async with service.unit_of_work() as uow:
            await uow.api_keys.revoke_all(ada.id, at=service.clock.now())
            await uow.commit()
        await service.clock.advance(11)
        await service.replaced(job, service.claimed(job))
        await service.publisher.publish(JobStarted(service.claimed(job)))
        assert [line async for line in lines if line] == []


@pytest.mark.parametrize("http", [OpenStreams(2)], indirect=True)
async def test_nobody_opens_more_streams_than_one_may(
    service: ServiceInMemory, http: httpx.AsyncClient, ada: User, bob: User, bearer: Bearer
) -> None:
    job = await running(service, ada)
    one, every = f"/jobs/{job.id}/events", "/jobs/events"
    async with events(http, one, bearer), events(http, every, bearer):
        for path in (one, every):
            refused = await http.get(path, headers=bearer)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
            assert refused.headers["Retry-After"] == "30"
            assert "2 event streams" in refused.json()["detail"]
        async with events(http, every, service.bearer(bob)) as source:
            assert source.response.status_code == 200
    await until(lambda: service.bus.watchers == 0)
    async with events(http, one, bearer) as source:
        assert source.response.status_code == 200


async def test_the_stream_of_all_jobs_is_no_job(http: httpx.AsyncClient, bearer: Bearer) -> None:
    for path in ("/jobs/events", "/jobs/events/"):
        refused = await http.delete(path, headers=bearer)
        assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
        asked = await http.options(path)
        assert asked.status_code == 204
        assert refused.headers["Allow"] == asked.headers["Allow"] == "GET,HEAD"
