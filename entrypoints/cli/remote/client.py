"""An HTTP client for the service."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Self
from urllib.parse import quote
from uuid import uuid4

import httpx

from entrypoints.cli.remote.address import Account
from entrypoints.cli.remote.errors import (
    BrokenConnectionError,
    RemoteError,
    not_ours,
    refusal,
    unreachable,
)
from entrypoints.cli.remote.upload import Upload

# Seconds. An upload or an answer may pause for as long as the server lets it; the events' signs of
# life come every 15 s.
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
LONGEST_PAUSE: Final = 30.0

Json = dict[str, Any]
Ask = Callable[[], Awaitable[Json]]
Pause = Callable[[float], Awaitable[None]]


class Server:
    """Asks a service, again where that does no harm. Raises RemoteError."""

    def __init__(
        self, http: httpx.AsyncClient, address: str, *, pause: Pause = asyncio.sleep
    ) -> None:
        self._http = http
        self.address = address
        self.pause = pause

    @classmethod
    @asynccontextmanager
    async def at(cls, account: Account) -> AsyncIterator[Self]:
        """Open it as somebody."""
        bearer = {"Authorization": f"Bearer {account.credential.secret}"}
        async with cls.anonymous(account.server, headers=bearer) as server:
            yield server

    @classmethod
    @asynccontextmanager
    async def anonymous(
        cls, address: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Self]:
        """Open it as nobody in particular."""
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=TIMEOUT) as http:
            yield cls(http, address)

    async def login(self, username: str, password: str) -> Json:
        """Exchange name and password for a token."""
        body = {"username": username, "password": password}
        return await self._json("POST", "/auth/login", holds="access_token", json=body)

    async def logout(self) -> None:
        """End the token."""
        await self._once("POST", "/auth/logout")

    async def jobs(self, **query: str | int | None) -> Json:
        """Give a page of the user's jobs."""
        asked = {name: value for name, value in query.items() if value is not None}
        return await self._again(lambda: self._json("GET", "/jobs/", holds="jobs", params=asked))

    async def search(self, **query: str | int | None) -> Json:
        """Give a page of places where something was said."""
        asked = {name: value for name, value in query.items() if value is not None}
        return await self._again(lambda: self._json("GET", "/search", holds="hits", params=asked))

    async def job(self, job_id: str, *, pauses: Sequence[float] = PAUSES) -> Json:
        """Give a job; with longer pauses, also after the server was away for a while."""
        return await self._again(
            lambda: self._json("GET", job_path(job_id), holds="job_id"), pauses
        )

    async def cancel(self, job_id: str) -> Json:
        """Stop a job."""
        return await self._json("POST", f"{job_path(job_id)}/cancel", holds="job_id")

    async def name_speaker(self, job_id: str, label: str, name: str) -> None:
        """Name a speaker of a job."""
        path = f"{job_path(job_id)}/speakers/{quote(label, safe='')}"
        await self._once("PUT", path, json={"name": name})

    async def submit(self, upload: Upload, options: Mapping[str, str]) -> Json:
        """Upload a recording; under one name, so that sent again it makes no second job."""
        named = {"Idempotency-Key": str(uuid4())}
        return await self._again(
            lambda: self._json(
                "POST",
                "/jobs/",
                holds="job_id",
                data=dict(options),
                files={"file": (upload.name, upload.rewound())},
                headers=named,
            )
        )

    @asynccontextmanager
    async def transcript(
        self, job_id: str, query: Mapping[str, Any]
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Stream a transcript; the query says its format, its version and its layout."""
        async with self.stream(f"{job_path(job_id)}/transcript", params=dict(query)) as answer:
            yield answer.aiter_bytes()

    @asynccontextmanager
    async def stream(self, path: str, **request: Any) -> AsyncIterator[httpx.Response]:
        """Read an answer as it comes."""
        try:
            async with self._http.stream("GET", path, **request) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise refusal(self.address, answer)
                yield answer
        except httpx.RequestError as error:
            raise unreachable(self.address, error) from error

    async def _again(self, ask: Ask, pauses: Sequence[float] = PAUSES) -> Json:
        """Ask until it works or the pauses are used up; who never was there is not waited for."""
        met = pauses is not PAUSES
        for pause in pauses:
            try:
                return await ask()
            except RemoteError as error:
                met = met or not isinstance(error, BrokenConnectionError) or error.met
                if not error.passing or not met:
                    raise
                await self.pause(min(error.retry_after or pause, LONGEST_PAUSE))
        return await ask()

    async def _json(self, method: str, path: str, *, holds: str, **request: Any) -> Json:
        answer = await self._once(method, path, **request)
        try:
            body: object = answer.json()
        except ValueError as error:
            raise not_ours(self.address, answer) from error
        if not isinstance(body, dict) or holds not in body:
            raise not_ours(self.address, answer)
        return body

    async def _once(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, **request)
        except httpx.RequestError as error:
            raise unreachable(self.address, error) from error
        if not answer.is_success:
            raise refusal(self.address, answer)
        return answer


def job_path(job_id: str) -> str:
    """Give a job's address; what was typed stays one part of it, whatever it is."""
    return f"/jobs/{quote(job_id, safe='')}"
