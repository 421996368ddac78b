"""The client without asyncio."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

from whisper_transcriber_client import flows
from whisper_transcriber_client.errors import (
    ClientError,
    ConnectionBrokenError,
    JobNotCompletedError,
    error_of,
)
from whisper_transcriber_client.events import POLL_SECONDS, EventReader
from whisper_transcriber_client.flows import Flow, Pause, Read, Send
from whisper_transcriber_client.recording import Source, opened
from whisper_transcriber_client.results import Job, Progress, Transcript

Result = TypeVar("Result")

# Seconds. Signs of life come every 15 s.
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)


class Client:
    """Talks to one service as one user. All methods raise ClientError.

    `api_key` is an API key or the token of a login.
    """

    def __init__(
        self,
        address: str,
        *,
        api_key: str | None = None,
        http: httpx.Client | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http or httpx.Client(base_url=address, timeout=TIMEOUT)
        self._pause = pause
        if api_key:
            self._http.headers["Authorization"] = f"Bearer {api_key}"

    def __enter__(self) -> Self:
        """Use it as a context, at whose end its connections are closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def login(self, username: str, password: str) -> None:
        """Be this user from now on."""
        token = self._run(flows.login(username, password))
        self._http.headers["Authorization"] = f"Bearer {token}"

    def transcribe(
        self, source: Source, *, filename: str | None = None, **options: Any
    ) -> Transcript:
        """Upload a recording, wait, and return its transcript; options are those of a job.

        Raises JobNotCompletedError.
        """
        job = self.wait(self.submit(source, filename=filename, **options))
        if job.status != "completed":
            raise JobNotCompletedError(job)
        return self.transcript(job.id)

    def submit(
        self,
        source: Source,
        *,
        filename: str | None = None,
        idempotency_key: str | None = None,
        **options: Any,
    ) -> str:
        """Upload a recording and return the id of its job."""
        with opened(source, filename) as recording:
            return self._run(flows.submit(recording, options, idempotency_key))

    def wait(self, job_id: str) -> Job:
        """Wait until a job has ended, and return it."""
        for _ in self.watch(job_id):
            pass
        return self.job(job_id)

    def watch(self, job_id: str) -> Iterator[Progress]:
        """Yield how far a job is until it has ended, also over broken connections."""
        reader = EventReader()
        while True:
            with suppress(ConnectionBrokenError):
                yield from self._events(job_id, reader)
            job = self.job(job_id)
            yield Progress(job.status, job.progress, job.raw.get("stage"))
            if job.ended:
                return
            self._pause(POLL_SECONDS)

    def job(self, job_id: str) -> Job:
        """Look at a job."""
        return self._run(flows.job(job_id))

    def jobs(self, *, status: str | None = None, skip: int = 0, limit: int = 100) -> Sequence[Job]:
        """List jobs, newest first."""
        return self._run(flows.jobs({"status": status, "skip": skip, "limit": limit}))

    def transcript(self, job_id: str) -> Transcript:
        """Read the transcript of a completed job."""
        return self._run(flows.transcript(job_id))

    def document(self, job_id: str, form: str, **layout: Any) -> bytes:
        """Read the transcript as `srt`, `vtt`, `txt`, `docx` and so on."""
        return self._run(flows.document(job_id, {"format": form, **layout}))

    def cancel(self, job_id: str) -> Job:
        """Stop a job."""
        return self._run(flows.cancel(job_id))

    def delete(self, job_id: str) -> None:
        """Remove a job with its recording."""
        self._run(flows.delete(job_id))

    def _events(self, job_id: str, reader: EventReader) -> Iterator[Progress]:
        path = f"{flows.job_path(job_id)}/events"
        try:
            with self._http.stream("GET", path, headers=reader.resume) as answer:
                if not answer.is_success:
                    answer.read()
                    raise error_of(answer)
                yield from filter(None, map(reader.feed, answer.iter_lines()))
        except httpx.RequestError as error:
            raise ConnectionBrokenError(str(error)) from error

    def _run(self, flow: Flow[Result]) -> Result:
        sent: Any = None
        step = next(flow)
        while True:
            try:
                try:
                    sent = self._done(step)
                except ClientError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(sent)
            except StopIteration as end:
                result: Result = end.value
                return result

    def _done(self, step: flows.Step) -> Any:
        match step:
            case Send():
                return self._sent(step)
            case Read():
                return step.recording.read(step.position, step.size)
            case Pause():
                return self._pause(step.seconds)

    def _sent(self, send: Send) -> httpx.Response:
        try:
            return self._http.request(
                send.method,
                send.path,
                headers=dict(send.headers),
                params=dict(send.params) or None,
                files=send.fields,
                content=send.content,
            )
        except httpx.RequestError as error:
            raise ConnectionBrokenError(str(error) or type(error).__name__) from error
