"""Another user, in a process of its own: looks at a job, hands clips in, sees an admin log in.

Run as `python -m tests.attack.bystander URL SECONDS`. It prints `ready` when all is as usual, waits
for a line, measures for so many seconds, prints `measured`, waits for its jobs to end, and prints
what it saw.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Final

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.attack.experience import Experience
from tests.attack.recordings import clip
from tests.attack.target import JUDGE, PASSWORD
from tools.demo.service import ADMIN_PASSWORD

LOOKS_A_SECOND: Final = 40
ANSWER_SECONDS: Final = 10.0
CLIP_SECONDS: Final = 30.0  # one that takes longer is given up
LOGIN_PAUSE_SECONDS: Final = 3.0
COMPANION_SECONDS: Final = 120.0  # of sound
USUAL_SECONDS: Final = 180.0  # to load a model, and to finish what was begun
ENDED: Final = {"completed", "failed", "cancelled"}

Way = Callable[[], Awaitable[None]]


class Bystander:
    """Uses the service as anybody would; whatever goes wrong is noted and goes on."""

    def __init__(self, session: aiohttp.ClientSession, shelf: str) -> None:
        self.experience = Experience()
        self._session = session
        self._shelf = shelf
        self._companion = ""
        self._unfinished: set[str] = set()
        self._looking: set[asyncio.Task[None]] = set()
        self._ways: dict[str, Way] = {
            "jobs": self._clip_as_job,
            "v1": self._clip_directly,
            "url": self._clip_from_address,
        }

    async def settle_in(self) -> None:
        """Log in, have a first clip transcribed, and hand in a recording that takes a while."""
        token = await self._log_in(JUDGE, PASSWORD)
        self._session.headers["Authorization"] = f"Bearer {token}"
        await self._until_ended(await self._submit(file=clip()), USUAL_SECONDS)
        self._companion = await self._submit(file=clip(COMPANION_SECONDS))

    async def measure(self, seconds: float) -> None:
        """Use the service for so long, and until each way in was tried."""
        others = [
            asyncio.create_task(self._keep_looking()),
            asyncio.create_task(self._keep_logging_in()),
        ]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name, way in self._ways.items():
                await self._time_clip(name, way)
        for each in others:
            each.cancel()
        await asyncio.wait({*others, *self._looking})

    async def wait_for_the_rest(self) -> None:
        """Wait for all jobs that were accepted; each must be completed, at its first attempt."""
        for job_id in (self._companion, *self._unfinished):
            await self._attempt(f"job {job_id}", self._until_ended(job_id, USUAL_SECONDS))

    async def _keep_looking(self) -> None:
        """Ask at fixed moments, so that a long answer does not spare the service the next."""
        began = time.monotonic()
        number = 0
        while True:
            looking = asyncio.create_task(self._look())
            self._looking.add(looking)
            looking.add_done_callback(self._looking.discard)
            number += 1
            await asyncio.sleep(began + number / LOOKS_A_SECOND - time.monotonic())

    async def _look(self) -> None:
        began = time.monotonic()
        await self._attempt("look", self._job(self._companion))
        self.experience.looks.append(time.monotonic() - began)

    async def _keep_logging_in(self) -> None:
        while True:
            began = time.monotonic()
            await self._attempt("login", self._log_in("admin", ADMIN_PASSWORD))
            self.experience.logins.append(time.monotonic() - began)
            await asyncio.sleep(LOGIN_PAUSE_SECONDS)

    async def _time_clip(self, name: str, way: Way) -> None:
        began = time.monotonic()
        await self._attempt(f"clip by {name}", way(), CLIP_SECONDS)
        self.experience.clips.setdefault(name, []).append(time.monotonic() - began)

    async def _attempt(
        self, what: str, doing: Awaitable[object], seconds: float = USUAL_SECONDS
    ) -> None:
        try:
            async with asyncio.timeout(seconds):
                await doing
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            self.experience.failures.append(f"{what}: {type(error).__name__} {error}"[:300])

    async def _clip_as_job(self) -> None:
        await self._finished(await self._submit(file=clip()))

    async def _clip_from_address(self) -> None:
        await self._finished(await self._submit(url=f"{self._shelf}/clip.wav"))

    async def _clip_directly(self) -> None:
        form = aiohttp.FormData({"model": "whisper-1"}, default_to_multipart=True)
        form.add_field("file", BytesIO(clip()), filename="clip.wav")
        async with self._session.post("/v1/audio/transcriptions", data=form) as answer:
            await _ensure_good(answer)

    async def _finished(self, job_id: str) -> None:
        self._unfinished.add(job_id)
        await self._until_ended(job_id, CLIP_SECONDS)
        self._unfinished.discard(job_id)

    async def _submit(self, **content: str | bytes) -> str:
        form = aiohttp.FormData({"reuse": "false"}, default_to_multipart=True)
        for name, value in content.items():
            if isinstance(value, bytes):
                form.add_field(name, BytesIO(value), filename="clip.wav")
            else:
                form.add_field(name, value)
        async with self._session.post("/jobs/", data=form) as answer:
            await _ensure_good(answer)
            return str((await answer.json())["job_id"])

    async def _until_ended(self, job_id: str, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while (job := await self._job(job_id))["status"] not in ENDED:  # noqa: ASYNC110  # clients poll
                await asyncio.sleep(0.1)
        if job["status"] != "completed" or job["attempts"] != "1":
            raise RuntimeError(f"{job}")

    async def _job(self, job_id: str) -> dict[str, str]:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with self._session.get(f"/jobs/{job_id}", timeout=timeout) as answer:
            await _ensure_good(answer)
            body = await answer.json()
            return {name: str(body[name]) for name in ("status", "attempts", "error_message")}

    async def _log_in(self, name: str, password: str) -> str:
        credentials = {"username": name, "password": password}
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with self._session.post("/auth/login", json=credentials, timeout=timeout) as answer:
            await _ensure_good(answer)
            return str((await answer.json())["access_token"])


async def _ensure_good(answer: aiohttp.ClientResponse) -> None:
    if not answer.ok:
        raise RuntimeError(f"{answer.status} {await answer.text()}")


@asynccontextmanager
async def shelf() -> AsyncIterator[str]:
    """Serve the clip to whoever fetches it."""

    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=clip(), content_type="audio/wav")

    app = web.Application()
    app.router.add_get("/clip.wav", serve)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def main(url: str, seconds: float) -> None:
    # Each request comes on a connection of its own, as those of a new visitor do.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with shelf() as clips, aiohttp.ClientSession(url, connector=connector) as session:
        bystander = Bystander(session, clips)
        await bystander.settle_in()
        print("ready", flush=True)  # noqa: T201  # the test reads it
        await asyncio.to_thread(sys.stdin.readline)
        await bystander.measure(seconds)
        print("measured", flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.readline)
        await bystander.wait_for_the_rest()
        print(bystander.experience.written(), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
