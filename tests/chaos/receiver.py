"""The server of somebody who wants to be told when a job has ended."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from tests.services import free_port

POLL_SECONDS: Final = 0.1


class Receiver:
    """Takes every message; `told` counts how often each job was said to be completed."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.told: Counter[str] = Counter()

    async def take(self, request: web.Request) -> web.Response:
        """Note one."""
        message = await request.json()
        if message["type"] == "job.completed":
            self.told[message["data"]["job_id"]] += 1
        return web.Response(status=204)

    async def knows(self, jobs: Collection[str], *, seconds: float) -> None:
        """Wait until it was told of all of them. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not set(jobs) <= set(self.told):  # noqa: ASYNC110  # it is simplest to look
                await asyncio.sleep(POLL_SECONDS)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Be there meanwhile."""
    port = free_port()
    receiver = Receiver(port)
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield receiver
    finally:
        await runner.cleanup()
