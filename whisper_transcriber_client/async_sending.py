"""Carry out the steps of flows with asyncio."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, closing
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from whisper_transcriber_client.async_line import AsyncLine
from whisper_transcriber_client.errors import ClientError, ConnectionBrokenError, error_of
from whisper_transcriber_client.events import EventReader
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say, Tell
from whisper_transcriber_client.flows.steps import Flow, Pause, Read, Save, Send, Step, job_path
from whisper_transcriber_client.requests import TIMEOUT, arguments, async_slices
from whisper_transcriber_client.results import LiveNews, Progress
from whisper_transcriber_client.saving import opened_to_write

Result = TypeVar("Result")


class AsyncSender:
    """A connection to one service as one user.

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
        self._address = address
        self._pause = pause
        self._met = False
        if api_key:
            self._be(api_key)

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

    def _be(self, token: str) -> None:
        self._http.headers["Authorization"] = f"Bearer {token}"

    async def _run(self, flow: Flow[Result]) -> Result:
        resume: Callable[[], Step] = partial(next, flow)
        while True:
            try:
                step = resume()
            except StopIteration as end:
                result: Result = end.value
                return result
            resume = await self._resumed(flow, self._done(step))

    async def _told(self, flow: Flow[None]) -> AsyncGenerator[LiveNews, None]:
        """Yield what a flow tells. Its line is closed in the end."""
        resume: Callable[[], Step] = partial(next, flow)
        with closing(flow):
            async with aclosing(AsyncLine(self._http)) as line:
                while True:
                    try:
                        step = resume()
                    except StopIteration:
                        return
                    if isinstance(step, Tell):
                        yield step.news
                    resume = await self._resumed(flow, self._done_on(line, step))

    async def _resumed(self, flow: Flow[Any], doing: Awaitable[Any]) -> Callable[[], Step]:
        try:
            return partial(flow.send, await doing)
        except ClientError as error:
            return partial(flow.throw, error)

    async def _done(self, step: Step) -> Any:
        match step:
            case Send():
                return await self._sent(step)
            case Read():
                return await asyncio.to_thread(step.recording.read, step.position, step.size)
            case Save():
                return await self._saved(step)
            case Pause():
                return await self._pause(step.seconds)

    async def _done_on(self, line: AsyncLine, step: Step) -> Any:
        match step:
            case Dial():
                return await self._dialled(step, line)
            case Say():
                return await line.say(step)
            case Hear():
                return await line.hear(step)
        return await self._done(step)

    async def _dialled(self, step: Dial, line: AsyncLine) -> None:
        try:
            await line.dial(step)
        except httpx.RequestError as error:
            raise self._broken(error) from error
        self._met = True

    async def _sent(self, send: Send) -> httpx.Response:
        content = send.content if send.tell is None else async_slices(send)
        try:
            answer = await self._http.request(**arguments(send), content=content)
        except httpx.RequestError as error:
            raise self._broken(error) from error
        self._met = True
        return answer

    async def _saved(self, step: Save) -> None:
        request = arguments(step.send)
        try:
            async with self._http.stream(**request, content=step.send.content) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise error_of(answer)
                with opened_to_write(step.target) as file:
                    async for piece in answer.aiter_bytes():
                        await asyncio.to_thread(file.write, piece)
        except httpx.RequestError as error:
            raise self._broken(error) from error

    async def _events(self, job_id: str, reader: EventReader) -> AsyncGenerator[Progress, None]:
        try:
            async with self._http.stream(
                "GET", job_path(job_id, "events"), headers=reader.resume
            ) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise error_of(answer)
                reader.start(answer)
                self._met = True
                async for line in answer.aiter_lines():
                    if progress := reader.feed(line):
                        yield progress
        except httpx.RequestError as error:
            reader.broke_off(self._broken(error))
        except ClientError as error:
            reader.broke_off(error)

    def _broken(self, error: httpx.RequestError) -> ConnectionBrokenError:
        broken = ConnectionBrokenError.of(error, self._address, met=self._met)
        self._met = self._met or broken.reached
        return broken
