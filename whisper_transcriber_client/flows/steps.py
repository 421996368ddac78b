"""The steps of which a flow consists, and how a request is sent again.

A flow is a generator that yields steps: a request to send, a part of a file to read, an answer to
store, a pause, or something to do on a line. It is sent what came of each; errors are thrown into
it. So the client with asyncio and the one without share everything but the steps themselves.
"""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx

from whisper_transcriber_client.errors import (
    ClientError,
    ConnectionBrokenError,
    NotOursError,
    error_of,
)
from whisper_transcriber_client.flows.line_steps import LineStep
from whisper_transcriber_client.recording import Recording
from whisper_transcriber_client.saving import Target

Result = TypeVar("Result")

# Seconds. After the last one it is given up.
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
# While a job is waited for. A service that is being updated is away for a while.
PATIENCE: Final = (0.5, 1.0, 2.0, *[4.0] * 30)
LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Send:
    """A request; `tell` is called with the number of bytes of `content` that were sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    tell: Callable[[int], None] | None = None

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
class Save:
    """A request whose answer is stored."""

    send: Send
    target: Target


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait."""

    seconds: float


Step = Send | Read | Save | Pause | LineStep
Flow = Generator[Step, Any, Result]


def ask(send: Send) -> Flow[httpx.Response]:
    """Send a request once. Raises ClientError."""
    answer: httpx.Response = yield send
    if not answer.is_success:
        raise error_of(answer)
    return answer


def again(
    flow: Callable[[], Flow[Result]], pauses: Sequence[float] = PAUSES, *, met: bool = False
) -> Flow[Result]:
    """Repeat what may succeed later, with pauses in between. Raises ClientError.

    `met` if the service is known to be at this address, even if it has never answered this client.
    """
    for seconds in pauses:
        try:
            return (yield from flow())
        except ClientError as error:
            if not (error.passing or (met and isinstance(error, ConnectionBrokenError))):
                raise
            after = getattr(error, "retry_after", None)
            yield Pause(min(after or seconds, LONGEST_PAUSE))
    return (yield from flow())


def answered(send: Send, holds: str) -> Flow[dict[str, Any]]:
    """Ask, again where it fails for a while, and read an object. Raises ClientError."""
    answer = yield from again(lambda: ask(send))
    return body_of(answer, holds)


def answered_once(send: Send, holds: str) -> Flow[dict[str, Any]]:
    """Ask once, since asking twice would do it twice, and read an object. Raises ClientError."""
    answer = yield from ask(send)
    return body_of(answer, holds)


def body_of(answer: httpx.Response, holds: str) -> dict[str, Any]:
    """Read an answer that is an object with this field. Raises NotOursError."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or holds not in body:
        raise NotOursError(answer)
    return body


def saved(send: Send, target: Target) -> Flow[None]:
    """Store an answer; a file that breaks off is loaded anew. Raises ClientError, OSError.

    What went to an open file cannot be taken back, so that is tried once.
    """

    def once() -> Flow[None]:
        yield Save(send, target)

    yield from again(once, PAUSES if isinstance(target, str | Path) else ())


def with_json(method: str, path: str, body: Mapping[str, Any]) -> Send:
    """Make a request whose body is JSON."""
    headers = {"Content-Type": "application/json"}
    return Send(method, path, headers, content=json.dumps(body).encode())


def query(values: Mapping[str, Any]) -> dict[str, str]:
    """Write what was given as parameters of an address, or as fields of a form."""
    return {name: _written(value) for name, value in values.items() if value is not None}


def job_path(job_id: str, *more: object) -> str:
    """Return a job's path; whatever the id is, it stays one part of it."""
    return "/".join(("/jobs", *(quote(str(each), safe="") for each in (job_id, *more))))


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case list() | tuple():
            return ",".join(map(str, value))
    return str(value)
