"""A PostgreSQL server of the benchmark, the service's parts over it, and its processes."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import psycopg
from dependency_injector import providers
from psycopg import sql
from typing_extensions import override

from application.ports.probe import AudioProbe, SoundTrack
from config.container import Container
from config.lifecycle import bring_up_to_date
from config.settings import JobQueueKind, Settings
from domain.job import BlobKey
from domain.user import User
from tests.digits_model import digits_settings
from tests.own_postgres import OwnPostgres
from tests.services import free_port
from tools.demo.service import ADMIN_PASSWORD

SECRET: Final = "a secret that all the processes of a benchmark share"  # noqa: S105
START_SECONDS: Final = 120.0
POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class House:
    """One database, where its processes keep things, and the service's own parts over it."""

    url: str
    folder: Path
    container: Container

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        return {
            **digits_settings(),
            "DATABASE_URL": self.url,
            "JOB_QUEUE": "distributed",
            "DATA_DIR": str(self.folder),
            "JWT_SECRET_KEY": SECRET,
            "ADMIN_BOOTSTRAP_PASSWORD": ADMIN_PASSWORD,
            "LOG_LEVEL": "WARNING",
        }

    def token(self, user: User) -> str:
        """Let a user in without a password."""
        return self.container.tokens().issue(user).value


@dataclass(frozen=True, slots=True)
class Process:
    """One of the service's processes, and where it answers."""

    url: str
    process: asyncio.subprocess.Process

    async def lines(self) -> AsyncIterator[list[str]]:
        """Read what it prints, in words."""
        assert self.process.stdout  # noqa: S101  # it was asked for
        async for line in self.process.stdout:
            yield line.decode().split()


class AnySound(AudioProbe):
    """Believes every blob to be a minute of sound."""

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        return SoundTrack("wav", "pcm_s16le", 16_000, 1, 60.0)


@contextmanager
def postgres(**settings: str) -> Iterator[OwnPostgres]:
    """Run a server for the length of a benchmark."""
    with tempfile.TemporaryDirectory(prefix="transcriber-bench-postgres-") as folder:
        server = OwnPostgres(Path(folder), settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.stop("fast")


@asynccontextmanager
async def house(server: OwnPostgres, name: str) -> AsyncIterator[House]:
    """Make a database with the service's tables."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))
    with tempfile.TemporaryDirectory(prefix="transcriber-bench-") as folder:
        settings: dict[str, Any] = {
            "database_url": url,
            "job_queue": JobQueueKind.DISTRIBUTED,
            "data_dir": folder,
            "jwt_secret_key": SECRET,
            "queue_capacity": 1_000_000,
            "log_level": "WARNING",
        }
        container = Container(settings=Settings(_env_file=None, **settings))
        container.probe.override(providers.Object(AnySound()))
        await bring_up_to_date(container)
        try:
            yield House(url, Path(folder), container)
        finally:
            await container.distributed_queue().close()
            await container.engine().dispose()


@asynccontextmanager
async def process(
    house: House, *command: str, program: str = "transcriber", **environment: str
) -> AsyncIterator[Process]:
    """Run `transcriber` or a module until it is not needed any more."""
    port = str(free_port())
    start = (
        [str(Path(sys.executable).with_name("transcriber"))]
        if program == "transcriber"
        else [sys.executable, "-m", program]
    )
    running = await asyncio.create_subprocess_exec(
        *start,
        *command,
        env={**house.environment, "PORT": port, "WORKER_PORT": port, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    made = Process(f"http://127.0.0.1:{port}", running)
    try:
        if program != BARE:
            await _ready(made)
        yield made
    finally:
        with suppress(ProcessLookupError):
            running.terminate()
        await asyncio.wait_for(running.wait(), 60)


BARE: Final = "benchmarks.scaling.bare_worker"
WAITING: Final = "benchmarks.scaling.waiting_worker"


async def _ready(made: Process) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession(made.url) as client:
        while True:
            if made.process.returncode is not None:
                raise RuntimeError("A process ended before it was ready; its own words say why.")
            with suppress(aiohttp.ClientError):
                async with client.get("/health/readyz") as answer:
                    if answer.ok:
                        return
            await asyncio.sleep(POLL_SECONDS)


async def counted(house: House, question: str, **values: object) -> Mapping[str, Any]:
    """Give the one row of an answer."""
    async with await psycopg.AsyncConnection.connect(house.url) as connection:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        row = await (await cursor.execute(question.encode(), values)).fetchone()
        return row or {}
