"""The client for asyncio."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from whisper_transcriber_client import flows
from whisper_transcriber_client.client import TIMEOUT
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


class AsyncClient:
    """Talks to one service as one user. All methods raise ClientError.

    `api_key` is an API key or the token of a login.
    """

    def __init__(
        self,
        address: str,
        *,
        api_key: str | None = None,
        http: httpx.AsyncClient | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http or httpx.AsyncClient(base_url=address, timeout=TIMEOUT)
        self._pause = pause
        if api_key:
            self._http.headers["Authorization"] = f"Bearer {api_key}"

    async def __aenter__(self) -> Self:
        """Use it as a context, at whose end its connections are closed."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close its connections."""
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def login(self, username: str, password: str) -> None:
        """Be this user from now on."""
        token = await self._run(flows.login(username, password))
        self._http.headers["Authorization"] = f"Bearer {token}"

    async def transcribe(
        self, source: Source, *, filename: str | None = None, **options: Any
    ) -> Transcript:
        """Upload a recording, wait, and return its transcript; options are those of a job.

        Raises JobNotCompletedError.
        """
        job = await self.wait(await self.submit(source, filename=filename, **options))
        if job.status != "completed":
            raise JobNotCompletedError(job)
        return await self.transcript(job.id)

    async def submit(
        self,
        source: Source,
        *,
        filename: str | None = None,
        idempotency_key: str | None = None,
        **options: Any,
    ) -> str:
        """Upload a recording and return the id of its job."""
        with opened(source, filename) as recording:
            return await self._run(flows.submit(recording, options, idempotency_key))

    async def wait(self, job_id: str) -> Job:
        """Wait until a job has ended, and return it."""
        async with aclosing(self.watch(job_id)) as watched:
            async for _ in watched:
                pass
        return await self.job(job_id)

    async def watch(self, job_id: str) -> AsyncGenerator[Progress, None]:
        """Yield how far a job is until it has ended, also over broken connections."""
        reader = EventReader()
        while True:
            with suppress(ConnectionBrokenError):
                async with aclosing(self._events(job_id, reader)) as events:
                    async for progress in events:
                        yield progress
            job = await self.job(job_id)
            yield Progress(job.status, job.progress, job.raw.get("stage"))
            if job.ended:
                return
            await self._pause(POLL_SECONDS)

    async def job(self, job_id: str) -> Job:
        """Look at a job."""
        return await self._run(flows.job(job_id))

    async def jobs(
        self, *, status: str | None = None, skip: int = 0, limit: int = 100
    ) -> Sequence[Job]:
        """List jobs, newest first."""
        return await self._run(flows.jobs({"status": status, "skip": skip, "limit": limit}))

    async def transcript(self, job_id: str) -> Transcript:
        """Read the transcript of a completed job."""
        return await self._run(flows.transcript(job_id))

    async def document(self, job_id: str, form: str, **layout: Any) -> bytes:
        """Read the transcript as `srt`, `vtt`, `txt`, `docx` and so on."""
        return await self._run(flows.document(job_id, {"format": form, **layout}))

    async def cancel(self, job_id: str) -> Job:
        """Stop a job."""
        return await self._run(flows.cancel(job_id))

    async def delete(self, job_id: str) -> None:
        """Remove a job with its recording."""
        await self._run(flows.delete(job_id))

    async def _events(self, job_id: str, reader: EventReader) -> AsyncGenerator[Progress, None]:
        path = f"{flows.job_path(job_id)}/events"
        try:
            async with self._http.stream("GET", path, headers=reader.resume) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise error_of(answer)
                async for line in answer.aiter_lines():
                    if progress := reader.feed(line):
                        yield progress
        except httpx.RequestError as error:
            raise ConnectionBrokenError(str(error)) from error

    async def _run(self, flow: Flow[Result]) -> Result:
        step = next(flow)
        while True:
            try:
                try:
                    sent = await self._done(step)
                except ClientError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(sent)
            except StopIteration as end:
                result: Result = end.value
                return result

    async def _done(self, step: flows.Step) -> Any:
        match step:
            case Send():
                return await self._sent(step)
            case Read():
                return await asyncio.to_thread(step.recording.read, step.position, step.size)
            case Pause():
                return await self._pause(step.seconds)

    async def _sent(self, send: Send) -> httpx.Response:
        try:
            return await self._http.request(
                send.method,
                send.path,
                headers=dict(send.headers),
                params=dict(send.params) or None,
                files=send.fields,
                content=send.content,
            )
        except httpx.RequestError as error:
            raise ConnectionBrokenError(str(error) or type(error).__name__) from error
