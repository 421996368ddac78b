"""Follow a job by its events until it has ended."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final

from entrypoints.cli.remote.client import Json, Server, job_path
from entrypoints.cli.remote.errors import NotLoggedInError, RemoteError

ENDED: Final = frozenset({"completed", "failed", "cancelled"})
PARTS: Final = frozenset({"segment", "gap"})  # events about the transcript, not the job
POLL_SECONDS: Final = 1.0
# A server that is being updated is away for a while.
PATIENCE: Final = (0.5, 1.0, 2.0, *[4.0] * 30)


async def watch(server: Server, job_id: str) -> AsyncGenerator[Json, None]:
    """Yield the state of a job whenever it changes, and the whole job at the end.

    Reads the job's events; if there are none, or they break off, it polls. Raises RemoteError.
    """
    listener = Listener(server, job_id)
    while True:
        async with aclosing(listener.news()) as told:
            async for news in told:
                if news["status"] not in ENDED:
                    yield news
        job = await server.job(job_id, pauses=PATIENCE)
        yield job
        if job["status"] in ENDED:
            return
        await server.pause(POLL_SECONDS)


class Listener:
    """Reads the server-sent events of one job (WHATWG HTML, 9.2), from the last one received."""

    def __init__(self, server: Server, job_id: str) -> None:
        self._server = server
        self._path = f"{job_path(job_id)}/events"
        self._heard: dict[str, str] = {}
        self._usable = True

    async def news(self) -> AsyncGenerator[Json, None]:
        """Yield states until the events end or break off. Raises NotLoggedInError."""
        if not self._usable:
            return
        try:
            async with self._server.stream(self._path, headers=self._heard) as answer:
                if "event-stream" not in answer.headers.get("content-type", ""):
                    self._usable = False
                    return
                async for name, data in self._events(answer.aiter_lines()):
                    if name not in PARTS:
                        yield json.loads(data)
        except NotLoggedInError:
            raise
        except RemoteError as error:
            self._usable = error.passing

    async def _events(self, lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, str]]:
        name, data = "", ""
        async for line in lines:
            field, _, value = line.partition(":")
            match field:
                case "event":
                    name = value.strip()
                case "data":
                    data = value.strip()
                case "id":
                    self._heard = {"Last-Event-ID": value.strip()}
                case "" if not line and data:
                    yield name, data
                    name, data = "", ""
