"""Those who upload recordings and want their transcripts, whatever happens."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from itertools import count
from random import Random
from typing import Any, Final

import aiohttp

from tests.chaos.recordings import Spoken
from tools.demo.service import ADMIN_PASSWORD

PAUSE_SECONDS: Final = 0.5
TIMEOUT: Final = aiohttp.ClientTimeout(total=90, connect=5)
ENDED: Final = {"completed", "failed", "cancelled"}


class TurnedAwayError(Exception):
    """An answer that asks to come again later, or none that could be understood."""


class Customer:
    """Talks to whichever API answers, and comes again when none does."""

    def __init__(
        self, urls: Sequence[str], session: aiohttp.ClientSession, *, webhook_url: str, seed: int
    ) -> None:
        self._urls = urls
        self._webhook_url = webhook_url
        self._session = session
        self._random = Random(seed)

    async def log_in(self) -> None:
        """Show who we are, once."""
        credentials = {"username": "admin", "password": ADMIN_PASSWORD}
        answer = await self._insist("POST", "/auth/login", json=credentials)
        self._session.headers["Authorization"] = f"Bearer {answer['access_token']}"

    async def submit(self, spoken: Spoken, number: int) -> str:
        """Upload until it is answered, and give the job's id."""
        while True:
            form = aiohttp.FormData()
            filename = f"{spoken.name}.{number}.wav"
            form.add_field("file", BytesIO(spoken.copy(number)), filename=filename)
            form.add_field("webhook_url", self._webhook_url)
            form.add_field("temperature", "0")  # what is sampled differs from run to run
            try:
                return str((await self._once("POST", "/jobs/", data=form))["job_id"])
            except TurnedAwayError:
                await asyncio.sleep(PAUSE_SECONDS)

    async def attempt(self, url: str, form: aiohttp.FormData) -> None:
        """Upload something that is not expected to be answered."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(url, data=form) as answer:
                await answer.read()

    async def job(self, job_id: str) -> dict[str, Any]:
        """Look at a job."""
        return await self._insist("GET", f"/jobs/{job_id}")

    async def outcome(self, job_id: str) -> dict[str, Any]:
        """Wait for a job to end."""
        while (job := await self.job(job_id))["status"] not in ENDED:  # noqa: ASYNC110  # the client polls
            await asyncio.sleep(PAUSE_SECONDS)
        return job

    async def _insist(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        while True:
            try:
                return await self._once(method, path, **content)
            except TurnedAwayError:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _once(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        url = self._random.choice(self._urls) + path
        try:
            async with self._session.request(method, url, **content) as answer:
                body, status = await answer.read(), answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TurnedAwayError from error
        if status >= 500 or status == 429:
            raise TurnedAwayError(status)
        assert answer.ok, f"{method} {path}: {status} {body[:500]!r}"
        found: dict[str, Any] = json.loads(body)
        return found


@asynccontextmanager
async def customer(urls: Sequence[str], *, webhook_url: str, seed: int) -> AsyncIterator[Customer]:
    """Let one in, logged in."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        visitor = Customer(urls, session, webhook_url=webhook_url, seed=seed)
        await visitor.log_in()
        yield visitor


class Demand:
    """So many jobs, of which some are under way at any time; `answered` is what was promised."""

    def __init__(self, kinds: Sequence[Spoken], total: int) -> None:
        self.answered: dict[str, Spoken] = {}
        self.total = total
        self._kinds = kinds
        self._numbers = count(1)

    async def place(self, who: Customer) -> None:
        """Submit one after another, each when the last one has ended, until all are."""
        while (number := next(self._numbers)) <= self.total:
            spoken = self._kinds[number % len(self._kinds)]
            job_id = await who.submit(spoken, number)
            self.answered[job_id] = spoken
            await who.outcome(job_id)
