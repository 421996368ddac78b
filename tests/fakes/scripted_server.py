"""A server with scripted responses, one after the other."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx

from whisper_transcriber_client import AsyncClient

ADDRESS: Final = "http://speech.example"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def ok(body: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json=body)


def job(job_id: str = "1", **more: Any) -> dict[str, Any]:
    """A job as a server answers it."""
    known = {"original_filename": "talk.wav", "status": "completed", "model_name": "base"}
    return {"job_id": job_id, **known, **more}


def upload(job_id: str) -> list[httpx.Response]:
    """Answers to a small upload that becomes a job: it is made, has nothing, has all."""
    return [
        httpx.Response(201, headers={"Location": "/uploads/u"}),
        httpx.Response(200, headers={"Upload-Offset": "0"}),
        httpx.Response(204, headers={"Upload-Offset": "5"}),
        ok({"job_id": job_id}),
    ]


def problem(status: int, detail: str, **more: Any) -> httpx.Response:
    body = {"title": "Problem", "status": status, "detail": detail, **more}
    return httpx.Response(
        status, content=json.dumps(body), headers={"Content-Type": "application/problem+json"}
    )


def html(status: int = 200) -> httpx.Response:
    return httpx.Response(status, html="<h1>Welcome to your router</h1>")


def refused() -> Exception:
    return httpx.ConnectError("Connection refused")


def broken() -> Exception:
    return httpx.ReadError("Connection reset by peer")


class ScriptedServer:
    """Remembers what it was asked, and how long the client meant to wait; nobody waits."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[AsyncClient]:
        transport = httpx.MockTransport(self._answer)
        async with httpx.AsyncClient(base_url=ADDRESS, transport=transport) as http:
            yield AsyncClient(ADDRESS, http=http, pause=self._pause)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.bodies.append(await request.aread())
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
