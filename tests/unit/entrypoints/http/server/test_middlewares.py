import asyncio
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from application.jobs.list_jobs import ListJobs
from domain.user import User
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory, a_form

Bearer = dict[str, str]
PROBLEM_KEYS = {"type", "title", "status", "detail", "instance", "code"}


@pytest.mark.parametrize("path", ["/health", "/jobs/", "/nothing", "/metrics"])
async def test_the_clients_request_id_comes_back(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"X-Request-ID": "Trace.7_a-b"})
    assert answer.headers["X-Request-ID"] == "Trace.7_a-b"


@pytest.mark.parametrize("sent", ["", "a b", "x" * 129, "<script>", "ü", "a\tb"])
async def test_an_odd_request_id_is_replaced(client: Client, sent: str) -> None:
    answer = await client.get("/health", headers={"X-Request-ID": sent})
    assert answer.headers["X-Request-ID"] != sent
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    ids = {(await client.get("/health")).headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


async def test_an_unknown_address_is_a_problem(client: Client) -> None:
    answer = await client.get("/no/such?token=secret")
    body = await answer.json()
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert body.keys() == PROBLEM_KEYS
    assert body["type"] == "/problems/route_not_found"
    assert body["instance"] == "/no/such"
    assert (body["title"], body["status"]) == ("Not Found", 404)


@pytest.mark.parametrize(
    "target", [b"/\xff\xfe", b"/jobs/\xff", b"/jobs/?\xff=1", b"/%ff?%ff=%ff", b"//", b"/jobs//x"]
)
async def test_an_address_of_any_bytes_is_answered(client: Client, target: bytes) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.split(b" ")[1] in {b"400", b"401", b"404"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/jobs/", {"GET", "HEAD", "POST"}),
        ("PATCH", "/jobs", {"GET", "HEAD", "POST"}),
        ("POST", "/health", {"GET", "HEAD"}),
        ("GET", "/auth/login", {"POST"}),
        ("DELETE", "/metrics/", {"GET", "HEAD"}),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    client: Client, method: str, path: str, allowed: set[str]
) -> None:
    answer = await client.request(method, path)
    assert (answer.status, answer.content_type) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(",")) == allowed
    assert (await answer.json()).keys() == PROBLEM_KEYS


async def test_options_tells_the_methods(client: Client) -> None:
    answer = await client.options("/jobs/")
    assert (answer.status, await answer.read()) == (204, b"")
    assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD", "POST"}
    assert (await client.options("/nothing")).status == 404


@pytest.mark.parametrize("path", ["/health", "/jobs/", "/nothing"])
async def test_every_answer_is_safe_in_a_browser(client: Client, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Python" not in headers["Server"]


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(ListJobs, "__call__", crash)


@pytest.mark.usefixtures("crash")
async def test_a_crash_shows_no_internals_and_is_logged_with_its_traceback(
    client: Client, bearer: Bearer
) -> None:
    with capture_logs() as lines:
        answer = await client.get("/jobs/", headers={**bearer, "X-Request-ID": "seven"})
        text = await answer.text()
    assert (answer.status, answer.content_type) == (500, "application/problem+json")
    assert "swordfish" not in text
    assert "seven" in (await answer.json())["detail"]
    (crashed,) = (line for line in lines if line["event"] == "request_crashed")
    assert crashed["exc_info"]


async def test_a_connection_of_our_own_that_breaks_is_our_error(
    client: Client, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(ListJobs, "__call__", refused)
    with capture_logs():
        answer = await client.get("/jobs/", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (500, "internal_error")


async def logged(client: Client, method: str, path: str, **kwargs: Any) -> list[dict[str, Any]]:
    """Send a request and give the lines that were logged meanwhile, with their context."""
    merge = structlog.contextvars.merge_contextvars
    with capture_logs(processors=[merge]) as lines:
        await (await client.request(method, path, **kwargs)).read()
    return [dict(line) for line in lines]


async def test_a_request_is_one_line_of_log(client: Client, bearer: Bearer) -> None:
    headers = {**bearer, "X-Request-ID": "seven"}
    (line,) = await logged(client, "GET", "/jobs/?q=my-secret-talk", headers=headers)
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "request_answered",
        "log_level": "info",
        "method": "GET",
        "endpoint": "/jobs/",
        "status": 200,
        "request_id": "seven",
    }


async def test_nothing_secret_and_nothing_said_is_logged(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, a_passage("confidential"))
    lines = [
        *await logged(
            client, "POST", "/auth/login", json={"username": "ada", "password": "correct horse"}
        ),
        *await logged(client, "GET", f"/jobs/{job.id}/transcript", headers=bearer),
        *await logged(client, "POST", "/jobs/", headers=bearer, data=a_form(filename="diary.wav")),
        *await logged(client, "GET", "/jobs/?token=abcdef", headers=bearer),
    ]
    written = str(lines)
    assert len(lines) == 4
    for secret in ("correct horse", "confidential", "diary", "abcdef", bearer["Authorization"][7:]):
        assert secret not in written


async def test_probes_are_logged_quietly_unless_they_fail(client: Client) -> None:
    (line,) = await logged(client, "GET", "/health/livez")
    assert line["log_level"] == "debug"
    (line,) = await logged(client, "POST", "/health/livez")
    assert line["log_level"] == "info"


async def test_a_client_that_leaves_is_no_error(
    service: ServiceInMemory, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, ended = asyncio.Event(), asyncio.Event()

    async def wait(*_: object, **__: object) -> None:
        waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(ListJobs, "__call__", wait)
    with capture_logs() as lines:
        async with service.client() as client:
            asking = asyncio.create_task(logged(client, "GET", "/jobs/", headers=bearer))
            await asyncio.wait_for(waiting.wait(), 5)
            asking.cancel()
            await asyncio.wait_for(ended.wait(), 5)
    answered = [line for line in lines if line["event"] == "request_answered"]
    assert [line["status"] for line in answered] == [499]
    assert not [line for line in lines if line["log_level"] in {"error", "critical"}]
