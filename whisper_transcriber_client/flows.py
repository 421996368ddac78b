"""What is asked of the service, step by step, and without any input or output.

A flow is a generator that yields steps: a request to send, a part of a file to read, or a pause. It
is sent what came of each; errors are thrown into it. So the client with asyncio and the one without
share everything but the steps themselves.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx

from whisper_transcriber_client.errors import ClientError, NotOursError, error_of
from whisper_transcriber_client.recording import Recording
from whisper_transcriber_client.results import Job, Transcript

Result = TypeVar("Result")
Options = Mapping[str, str | float | bool | None]

CHUNK_BYTES: Final = 8 << 20
# Seconds. After the last one it is given up.
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
LONGEST_PAUSE: Final = 30.0
_TUS: Final = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True, slots=True)
class Send:
    """A request."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    content: bytes | None = None

    @property
    def fields(self) -> dict[str, tuple[None, str]] | None:
        """The form as httpx has it, so that it is sent as multipart/form-data."""
        if self.form is None:
            return None
        return {name: (None, value) for name, value in self.form.items()}


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a recording."""

    recording: Recording
    position: int
    size: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait."""

    seconds: float


Step = Send | Read | Pause
Flow = Generator[Step, Any, Result]


def ask(send: Send) -> Flow[httpx.Response]:
    """Send a request once. Raises ClientError."""
    answer: httpx.Response = yield send
    if not answer.is_success:
        raise error_of(answer)
    return answer


def again(flow: Callable[[], Flow[Result]]) -> Flow[Result]:
    """Repeat what may succeed later, with pauses in between. Raises ClientError."""
    for seconds in PAUSES:
        try:
            return (yield from flow())
        except ClientError as error:
            if not error.passing:
                raise
            after = getattr(error, "retry_after", None)
            yield Pause(min(after or seconds, LONGEST_PAUSE))
    return (yield from flow())


def answered(send: Send, holds: str) -> Flow[dict[str, Any]]:
    """Ask, again where it fails for a while, and read an object. Raises ClientError."""
    answer = yield from again(lambda: ask(send))
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or holds not in body:
        raise NotOursError(f"{answer.url} answered something else than was asked for.")
    return body


def submit(recording: Recording, options: Options, key: str | None) -> Flow[str]:
    """Upload a recording in parts, make a job of it, and return the job's id.

    An upload that breaks off goes on where it was. With the same `key` the same request makes no
    second job.
    """
    upload = yield from _uploaded(recording)
    form = {name: _written(value) for name, value in options.items() if value is not None}
    named = {"Idempotency-Key": key or str(uuid4())}
    send = Send("POST", "/jobs/", named, form={**form, "upload": upload})
    return str((yield from answered(send, "job_id"))["job_id"])


def job(job_id: str) -> Flow[Job]:
    """Look at a job."""
    return Job.of((yield from answered(Send("GET", job_path(job_id)), "job_id")))


def jobs(query: Mapping[str, Any]) -> Flow[list[Job]]:
    """List jobs, newest first."""
    asked = {name: value for name, value in query.items() if value is not None}
    body = yield from answered(Send("GET", "/jobs/", params=asked), "jobs")
    return [Job.of(each) for each in body["jobs"]]


def transcript(job_id: str) -> Flow[Transcript]:
    """Read the transcript of a completed job."""
    send = Send("GET", f"{job_path(job_id)}/transcript", params={"format": "json"})
    return Transcript.of((yield from answered(send, "segments")))


def document(job_id: str, query: Mapping[str, Any]) -> Flow[bytes]:
    """Read the transcript in a format of files."""
    send = Send("GET", f"{job_path(job_id)}/transcript", params=query)
    return (yield from again(lambda: ask(send))).content


def cancel(job_id: str) -> Flow[Job]:
    """Stop a job."""
    answer = yield from ask(Send("POST", f"{job_path(job_id)}/cancel"))
    return Job.of(answer.json())


def delete(job_id: str) -> Flow[None]:
    """Remove a job with its recording."""
    yield from ask(Send("DELETE", job_path(job_id)))


def login(username: str, password: str) -> Flow[str]:
    """Exchange name and password for a token."""
    content = json.dumps({"username": username, "password": password}).encode()
    headers = {"Content-Type": "application/json"}
    answer = yield from ask(Send("POST", "/auth/login", headers, content=content))
    return str(answer.json()["access_token"])


def job_path(job_id: str) -> str:
    """Return a job's path; whatever the id is, it stays one part of it."""
    return f"/jobs/{quote(job_id, safe='')}"


def _uploaded(recording: Recording) -> Flow[str]:
    """Upload with tus 1.0 and return the upload's id."""
    name = b64encode(recording.name.encode(errors="replace")).decode()
    headers = {**_TUS, "Upload-Length": str(recording.size), "Upload-Metadata": f"filename {name}"}
    made = yield from again(lambda: ask(Send("POST", "/uploads/", headers)))
    path = httpx.URL(made.headers.get("location", "")).path
    if not path.strip("/"):
        raise NotOursError(f"{made.url} named no place for the upload.")
    while (yield from again(lambda: _sent(path, recording))) < recording.size:
        pass
    return path.rstrip("/").rpartition("/")[2]


def _sent(path: str, recording: Recording) -> Flow[int]:
    """Send the next part and return how much is there.

    A broken connection says nothing of what has arrived, so the offset is asked for each time.
    """
    there = yield from ask(Send("HEAD", path, _TUS))
    offset = int(there.headers["upload-offset"])
    if offset >= recording.size:
        return offset
    part: bytes = yield Read(recording, offset, CHUNK_BYTES)
    headers = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    answer = yield from ask(Send("PATCH", path, headers, content=part))
    return int(answer.headers["upload-offset"])


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
