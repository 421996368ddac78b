"""The Python client against a real service, over connections that break."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import srt
from typing_extensions import override

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess
from whisper_transcriber_client import (
    AsyncClient,
    Client,
    ConnectionBrokenError,
    JobNotCompletedError,
    NotFoundError,
    NotOursError,
    RefusedError,
    UnauthorizedError,
)
from whisper_transcriber_client.flows import uploads

SAMPLE = SAMPLES / "digits-en.wav"
ENGLISH = "three one four one five nine two six"
Breaks = Callable[[httpx.Request], bool]


class Breaking(httpx.BaseTransport):
    """Loses the answers of the requests that `breaks` picks, after the service has them."""

    def __init__(self, breaks: Breaks) -> None:
        self.requests: list[str] = []
        self._inner = httpx.HTTPTransport()
        self._breaks = breaks

    @override
    def close(self) -> None:
        self._inner.close()

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        answer = self._inner.handle_request(request)
        if self._breaks(request):
            answer.close()
            raise httpx.ReadError("The connection broke.")
        return answer


def once(method: str) -> Breaks:
    left = [method]
    return lambda request: bool(left) and request.method == left[0] and bool(left.pop())


Connect = Callable[[Breaks], tuple[Client, Breaking]]


@pytest.fixture
def connect(service: ServiceProcess) -> Iterator[Connect]:
    """Make clients over connections that break; all are closed with the test."""
    with ExitStack() as stack:

        def made(breaks: Breaks) -> tuple[Client, Breaking]:
            transport = Breaking(breaks)
            http = httpx.Client(base_url=service.url, transport=transport, timeout=60)
            client = stack.enter_context(Client(service.url, http=http, pause=lambda _: None))
            client.login("admin", PASSWORD)
            return client, transport

        yield made


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[Client]:
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        yield client


@pytest.fixture
async def async_client(service: ServiceProcess) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(service.url) as client:
        await client.login("admin", PASSWORD)
        yield client


def test_a_recording_becomes_a_typed_transcript(client: Client) -> None:
    transcript = client.transcribe(SAMPLE, language="en", word_timestamps=True)
    assert (transcript.text, transcript.language) == (ENGLISH, "en")
    words = [word for segment in transcript.segments for word in segment.words]
    assert " ".join(word.text.strip() for word in words) == ENGLISH
    assert all(word.start <= word.end for word in words)


async def test_the_same_without_blocking(async_client: AsyncClient) -> None:
    transcript = await async_client.transcribe(str(SAMPLE), language="en", reuse=False)
    assert transcript.text == ENGLISH


async def test_progress_can_be_watched_until_the_end(async_client: AsyncClient) -> None:
    job_id = await async_client.submit(SAMPLE.read_bytes(), filename="talk.wav", reuse=False)
    seen = [each async for each in async_client.watch(job_id)]
    assert (seen[-1].status, seen[-1].progress) == ("completed", 1.0)
    job = await async_client.job(job_id)
    assert (job.filename, job.text) == ("talk.wav", ENGLISH)
    assert job.created_at is not None


def test_documents_and_lists_are_there(client: Client) -> None:
    with SAMPLE.open("rb") as file:
        job = client.wait(client.submit(file))
    assert job.filename == SAMPLE.name
    cues = srt.parse(client.document(job.id, "srt").decode())
    assert " ".join(" ".join(cue.content.split()) for cue in cues) == ENGLISH
    assert job.id in {each.id for each in client.jobs(status="completed")}
    client.delete(job.id)
    with pytest.raises(NotFoundError) as caught:
        client.job(job.id)
    assert (caught.value.status, caught.value.code) == (404, "job_not_found")
    assert caught.value.request_id


@pytest.mark.parametrize("method", ["PATCH", "HEAD"])
def test_an_upload_that_breaks_off_goes_on_where_it_was(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(uploads, "CHUNK_BYTES", 50_000)
    client, transport = connect(once(method))
    assert client.transcribe(SAMPLE, reuse=False).text == ENGLISH
    parts = -(-SAMPLE.stat().st_size // 50_000)
    assert sum(each.startswith("PATCH") for each in transport.requests) == parts


def test_a_lost_answer_makes_no_second_job(connect: Connect) -> None:
    left = ["/jobs/"]
    client, _ = connect(lambda request: request.url.path in left and bool(left.pop()))
    before = len(client.jobs(limit=1000))
    client.submit(SAMPLE, reuse=False)
    assert len(client.jobs(limit=1000)) == before + 1


def test_watching_goes_on_where_the_events_break_off(connect: Connect) -> None:
    left = ["events"]
    client, transport = connect(
        lambda request: request.url.path.endswith(tuple(left)) and bool(left.pop())
    )
    job = client.wait(client.submit(SAMPLE, reuse=False))
    assert job.status == "completed"
    assert any(each.endswith("/events") for each in transport.requests)


def test_what_is_refused_is_an_exception_with_the_words_of_the_service(client: Client) -> None:
    with pytest.raises(RefusedError, match="klingon") as caught:
        client.submit(SAMPLE, language="klingon")
    assert caught.value.status == 422
    assert "language" in caught.value.fields


def test_a_job_that_has_no_transcript_is_an_exception(client: Client) -> None:
    job_id = client.submit(SAMPLE, reuse=False, priority="low")
    client.cancel(job_id)
    job = client.wait(job_id)
    assert job.ended
    assert job.status in str(JobNotCompletedError(job))


def test_a_wrong_key_is_said_to_be_wrong(service: ServiceProcess) -> None:
    with Client(service.url, api_key="wrong") as client, pytest.raises(UnauthorizedError):
        client.jobs()


def test_a_service_that_is_not_there_is_an_exception(tmp_path: Path) -> None:
    with (
        Client("http://127.0.0.1:9", pause=lambda _: None) as client,
        pytest.raises(ConnectionBrokenError),
    ):
        client.submit(SAMPLE)
    assert list(tmp_path.iterdir()) == []


def test_another_program_is_told_apart(service: ServiceProcess) -> None:
    with (
        Client(f"{service.url}/docs", pause=lambda _: None) as client,
        pytest.raises((NotOursError, NotFoundError)),
    ):
        client.jobs()


def test_an_empty_file_is_not_sent(client: Client) -> None:
    with pytest.raises(ValueError, match="is empty"):
        client.submit(b"")
