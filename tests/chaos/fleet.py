"""The processes of the service, and the supervisor that starts again what dies."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import aiohttp

from tests.services import free_port

APIS: Final = 2
WORKERS: Final = 3
READY_SECONDS: Final = 180.0
POLL_SECONDS: Final = 0.1
RESTART_SECONDS: Final = 0.2
STOP_SECONDS: Final = 60.0


class Member:
    """One process: `serve` or `worker`, always on the same port."""

    def __init__(self, name: str, command: str, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.starts = 0
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._command = command
        self._environment = {**environment, "PORT": str(port), "WORKER_PORT": str(port)}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, unless it is being started."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    def send(self, number: signal.Signals) -> None:
        """Signal it, if it runs."""
        with suppress(ProcessLookupError):
            if self._process and self._process.returncode is None:
                self._process.send_signal(number)

    async def keep_running(self) -> None:
        """Start it as often as it ends."""
        while True:
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    Path(sys.executable).with_name("transcriber"),
                    self._command,
                    env=self._environment,
                    cwd=self.log.parent,
                    stdout=log,
                    stderr=log,
                )
            self.starts += 1
            await self._process.wait()
            await asyncio.sleep(RESTART_SECONDS)

    async def stop(self) -> int | None:
        """Ask it to end, and say with which status it did."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        if self._process is None:
            return None
        try:
            return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        finally:
            self.send(signal.SIGKILL)
            await self._process.wait()

    async def is_ready(self, client: aiohttp.ClientSession) -> bool:
        """Ask it."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with client.get(f"{self.url}/health/readyz") as answer:
                return answer.ok
        return False


class Fleet:
    """All of them."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.apis = [
            Member(f"api-{number}", "serve", environment, folder / f"api-{number}.log")
            for number in range(APIS)
        ]
        self.workers = [
            Member(f"worker-{number}", "worker", environment, folder / f"worker-{number}.log")
            for number in range(WORKERS)
        ]

    @property
    def members(self) -> Sequence[Member]:
        """APIs and workers."""
        return [*self.apis, *self.workers]

    def worker_named(self, lease_holder: str) -> Member | None:
        """Find the worker that signs leases so (`host:pid`)."""
        pid = int(lease_holder.rpartition(":")[2])
        return next((worker for worker in self.workers if worker.pid == pid), None)

    async def ready(self) -> None:
        """Return once all of them can work. Raises TimeoutError."""
        timeout = aiohttp.ClientTimeout(total=5)
        async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession(timeout=timeout) as client:
            for member in self.members:
                while not await member.is_ready(client):  # noqa: ASYNC110  # nobody would wake us
                    await asyncio.sleep(POLL_SECONDS)

    def said(self, words: str) -> int:
        """Count the lines of log with these words in them."""
        return sum(member.log.read_text().count(words) for member in self.members)


@asynccontextmanager
async def running_fleet(environment: Mapping[str, str], folder: Path) -> AsyncIterator[Fleet]:
    """Start all, and keep them running meanwhile."""
    fleet = Fleet(environment, folder)
    supervisors = [asyncio.create_task(member.keep_running()) for member in fleet.members]
    try:
        yield fleet
    finally:
        for supervisor in supervisors:
            supervisor.cancel()
        await asyncio.gather(*supervisors, return_exceptions=True)
        await asyncio.gather(*(member.stop() for member in fleet.members))
