"""The service that is attacked: the real program with default settings, and its users."""

import asyncio
import resource
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import psutil

from tests.digits_service import start_service
from tests.e2e.client import Client, logged_in
from tools.demo.service import Service

JUDGE: Final = "judge"
ATTACKER: Final = "mallory"
PASSWORD: Final = "a-password-of-tests"
ATTACKERS_ADDRESS: Final = "127.0.0.2"  # the judge comes from 127.0.0.1
USUAL_FILE_LIMIT: Final = 1_024  # the soft limit that most systems give a process
_ALLOWED: Final = {"OUTBOUND_ALLOW": "127.0.0.0/8", "LOG_LEVEL": "INFO"}
_PATIENCE: Final = aiohttp.ClientTimeout(total=None, sock_connect=5)


@dataclass(frozen=True)
class Target:
    """A running service, and the attacker who is logged in to it as an ordinary user."""

    service: Service
    log: Path
    attacker: Client
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return self.service.url

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def is_alive(self) -> bool:
        return self.service.process.returncode is None

    async def post(self, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        """Send as the attacker; note how it was answered. A lost connection is status 0."""
        try:
            async with self.attacker.session.post(path, **content) as answer:
                body = await answer.json(content_type=None)
                self.answers[str(answer.status)] += 1
                return answer.status, body if isinstance(body, dict) else {}
        except (aiohttp.ClientError, OSError, ValueError) as error:
            self.answers[type(error).__name__] += 1
            return 0, {}

    async def draw(self, job_id: str) -> None:
        """Ask for the waveform of a job as the attacker."""
        try:
            async with self.attacker.session.get(f"/jobs/{job_id}/peaks") as answer:
                await answer.read()
                self.answers[f"peaks {answer.status}"] += 1
        except (aiohttp.ClientError, OSError) as error:
            self.answers[type(error).__name__] += 1

    async def withdraw(self) -> None:
        """Cancel and delete all that the attacker handed in."""
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(60), self.attacker.session.get("/jobs/") as answer:
                jobs = (await answer.json())["jobs"]
            for job in jobs:
                async with asyncio.timeout(60):
                    await self._delete(job["job_id"])

    async def _delete(self, job_id: str) -> None:
        async with self.attacker.session.post(f"/jobs/{job_id}/cancel") as answer:
            await answer.read()
        async with self.attacker.session.delete(f"/jobs/{job_id}") as answer:
            await answer.read()


@asynccontextmanager
async def attacked(folder: Path, models: Mapping[str, str]) -> AsyncIterator[Target]:
    """Start a service, make its users, and stop it afterwards."""
    log = folder / "service.log"
    with log.open("wb") as file:
        service = await start_service(folder, {**_ALLOWED, **models}, stderr=file.fileno())
    _limit_files(service.process.pid)
    try:
        await service.ready()
        async with logged_in(service.url) as admin:
            for name in (JUDGE, ATTACKER):
                user = {"username": name, "password": PASSWORD}
                async with admin.session.post("/users", json=user, raise_for_status=True):
                    pass
        async with _attacker(service.url) as attacker:
            yield Target(service, log, attacker)
    finally:
        with suppress(TimeoutError):  # one that does not stop is killed; that is judged elsewhere
            await service.stop()


def _limit_files(pid: int) -> None:
    """Give the program the usual soft limit, whatever this machine's is, before it looks."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    psutil.Process(pid).rlimit(psutil.RLIMIT_NOFILE, (min(USUAL_FILE_LIMIT, hard), hard))


@asynccontextmanager
async def _attacker(url: str) -> AsyncIterator[Client]:
    connector = aiohttp.TCPConnector(limit=0, local_addr=(ATTACKERS_ADDRESS, 0))
    async with aiohttp.ClientSession(url, connector=connector, timeout=_PATIENCE) as session:
        credentials = {"username": ATTACKER, "password": PASSWORD}
        async with session.post("/auth/login", json=credentials, raise_for_status=True) as answer:
            token = (await answer.json())["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield Client(session)
