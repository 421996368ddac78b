"""A client as somebody would write it from the README."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Final

import aiohttp

from tools.demo.service import ADMIN_PASSWORD

ENDED: Final = {"completed", "failed", "cancelled"}


class Client:
    """Talks to one running service as one user."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def submit(self, sound: bytes, filename: str = "sample.wav", **options: str) -> str:
        """Upload and give the job's id; it is transcribed anew unless asked otherwise."""
        form = aiohttp.FormData()
        form.add_field("file", BytesIO(sound), filename=filename)
        for name, value in {"reuse": "false", **options}.items():
            form.add_field(name, value)
        async with self.session.post("/jobs/", data=form) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return str(body["job_id"])

    async def job(self, job_id: str) -> dict[str, Any]:
        """Look at a job."""
        async with self.session.get(f"/jobs/{job_id}", raise_for_status=True) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def until(self, job_id: str, *statuses: str, seconds: float = 60.0) -> dict[str, Any]:
        """Poll until the job is in one of these states (or has ended, if none is named)."""
        wanted = set(statuses) or ENDED
        async with asyncio.timeout(seconds):
            while (job := await self.job(job_id))["status"] not in wanted:  # noqa: ASYNC110  # another process wakes nobody
                await asyncio.sleep(0.05)
        return job

    async def text(self, path: str) -> str:
        """Fetch a document."""
        async with self.session.get(path, raise_for_status=True) as answer:
            return await answer.text()


@asynccontextmanager
async def logged_in(url: str, password: str = ADMIN_PASSWORD) -> AsyncIterator[Client]:
    """Log in as the admin."""
    async with aiohttp.ClientSession(url) as session:
        credentials = {"username": "admin", "password": password}
        async with session.post("/auth/login", json=credentials, raise_for_status=True) as answer:
            token = (await answer.json())["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield Client(session)
