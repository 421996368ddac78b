"""Carry out the steps of flows without asyncio."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from whisper_transcriber_client.errors import ClientError, ConnectionBrokenError, error_of
from whisper_transcriber_client.events import EventReader
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say, Tell
from whisper_transcriber_client.flows.steps import Flow, Pause, Read, Save, Send, Step, job_path
from whisper_transcriber_client.line import Line
from whisper_transcriber_client.requests import TIMEOUT, arguments, slices
from whisper_transcriber_client.results import LiveNews, Progress
from whisper_transcriber_client.saving import opened_to_write

Result = TypeVar("Result")


class Sender:
    """A connection to one service as one user.

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
        self._address = address
        self._pause = pause
        self._met = False
        if api_key:
            self._be(api_key)

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

    def _be(self, token: str) -> None:
        self._http.headers["Authorization"] = f"Bearer {token}"

    def _run(self, flow: Flow[Result]) -> Result:
        resume: Callable[[], Step] = partial(next, flow)
        while True:
            try:
                step = resume()
            except StopIteration as end:
                result: Result = end.value
                return result
            resume = self._resumed(flow, partial(self._done, step))

    def _told(self, flow: Flow[None]) -> Iterator[LiveNews]:
        """Yield what a flow tells. Its line is closed in the end."""
        resume: Callable[[], Step] = partial(next, flow)
        with closing(flow), closing(Line(self._http)) as line:
            while True:
                try:
                    step = resume()
                except StopIteration:
                    return
                if isinstance(step, Tell):
                    yield step.news
                resume = self._resumed(flow, partial(self._done_on, line, step))

    def _resumed(self, flow: Flow[Any], do: Callable[[], Any]) -> Callable[[], Step]:
        try:
            return partial(flow.send, do())
        except ClientError as error:
            return partial(flow.throw, error)

    def _done(self, step: Step) -> Any:
        match step:
            case Send():
                return self._sent(step)
            case Read():
                return step.recording.read(step.position, step.size)
            case Save():
                return self._saved(step)
            case Pause():
                return self._pause(step.seconds)

    def _done_on(self, line: Line, step: Step) -> Any:
        match step:
            case Dial():
                return self._dialled(step, line)
            case Say():
                return line.say(step)
            case Hear():
                return line.hear(step)
        return self._done(step)

    def _dialled(self, step: Dial, line: Line) -> None:
        try:
            line.dial(step)
        except httpx.RequestError as error:
            raise self._broken(error) from error
        self._met = True

    def _sent(self, send: Send) -> httpx.Response:
        content = send.content if send.tell is None else slices(send)
        try:
            answer = self._http.request(**arguments(send), content=content)
        except httpx.RequestError as error:
            raise self._broken(error) from error
        self._met = True
        return answer

    def _saved(self, step: Save) -> None:
        try:
            with self._http.stream(**arguments(step.send), content=step.send.content) as answer:
                if not answer.is_success:
                    answer.read()
                    raise error_of(answer)
                with opened_to_write(step.target) as file:
                    for piece in answer.iter_bytes():
                        file.write(piece)
        except httpx.RequestError as error:
            raise self._broken(error) from error

    def _events(self, job_id: str, reader: EventReader) -> Iterator[Progress]:
        try:
            with self._http.stream(
                "GET", job_path(job_id, "events"), headers=reader.resume
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise error_of(answer)
                reader.start(answer)
                self._met = True
                yield from filter(None, map(reader.feed, answer.iter_lines()))
        except httpx.RequestError as error:
            reader.broke_off(self._broken(error))
        except ClientError as error:
            reader.broke_off(error)

    def _broken(self, error: httpx.RequestError) -> ConnectionBrokenError:
        broken = ConnectionBrokenError.of(error, self._address, met=self._met)
        self._met = self._met or broken.reached
        return broken
