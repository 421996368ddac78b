"""Processes and servers die, freeze and come back; every promise is kept all the same.

A short form by default. `make chaos` runs 200 jobs; CHAOS_JOBS and CHAOS_SEED say how many, and
which of all the ways in which things can go wrong.
"""

import asyncio
import os
import pwd
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from config.container import Container
from config.lifecycle import bring_up_to_date
from config.settings import JobQueueKind, Settings
from tests.chaos import ledger as asked
from tests.chaos.customers import Customer, Demand, customer
from tests.chaos.faults import World
from tests.chaos.fleet import READY_SECONDS, Fleet, running_fleet
from tests.chaos.ledger import Ledger
from tests.chaos.receiver import Receiver, receiving
from tests.chaos.recordings import Spoken, recordings
from tests.chaos.s3 import BUCKET, S3Door, s3_behind_a_door
from tests.chaos.schedule import Schedule, table
from tests.digits_model import DIGITS_FOLDER
from tests.own_postgres import OwnPostgres
from tests.own_redis import OwnRedis
from tests.services import NotHereError, do_without
from tests.small_disk import SmallDisk
from tools.demo.service import ADMIN_PASSWORD

JOBS = int(os.environ.get("CHAOS_JOBS", "100"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
LEASE_SECONDS = 4.0
DISK = "256m"
LITTLE_WAL = {"min_wal_size": "32MB", "max_wal_size": "64MB"}
CUSTOMERS = min(16, max(8, JOBS // 25))  # enough that a fault seldom finds nobody at work
LONGEST_RUN_SECONDS = 300 + 12 * JOBS
SETTLE_SECONDS = 120.0
LONGEST_TEST_SECONDS = int(LONGEST_RUN_SECONDS + READY_SECONDS + 4 * SETTLE_SECONDS)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for PostgreSQL, which runs as another user; pytest's own are closed to it."""
    with tempfile.TemporaryDirectory(prefix="transcriber-chaos-postgres-") as folder:
        yield Path(folder)


@pytest.fixture
def disk(folder: Path) -> Iterator[SmallDisk | None]:
    try:
        disk = SmallDisk(folder, size=DISK, owner=pwd.getpwnam("postgres").pw_uid)
    except (NotHereError, KeyError) as why:
        print(f"PostgreSQL's disk is not filled: {why}.")  # noqa: T201  # what is left out is said
        yield None
        return
    yield disk
    disk.close()


@pytest.fixture
def postgres(folder: Path, disk: SmallDisk | None) -> Iterator[OwnPostgres]:
    try:
        enter = disk.enter if disk else ()
        server = OwnPostgres(folder, enter=enter, settings=LITTLE_WAL)
        server.start()
    except NotHereError as why:
        do_without(str(why))
    yield server
    if server.runs:
        server.stop()


@pytest.fixture
def database_url(postgres: OwnPostgres) -> str:
    """What is committed here survives a crash of the server, unlike in other tests' databases."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE chaos")
    return urlunsplit(urlsplit(postgres.url)._replace(path="/chaos"))


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path, keeps=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def s3(tmp_path: Path) -> AsyncIterator[tuple[str, S3Door]]:
    async with s3_behind_a_door(tmp_path) as (url, door):
        yield url, door


@pytest.fixture
def environment(
    database_url: str, redis: OwnRedis, s3: tuple[str, S3Door], tmp_path: Path
) -> Mapping[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis.url,
        "STORAGE_URL": f"s3://{BUCKET}/kept",
        "AWS_ENDPOINT_URL": s3[0],
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "chaos",
        "AWS_SECRET_ACCESS_KEY": "chaos",
        "JOB_QUEUE": "distributed",
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        # Jobs lose their workers more often here than anywhere else, and none is to be given up.
        "JOB_MAX_ATTEMPTS": "100",
        "WORKER_CONCURRENCY": "2",
        "WHISPER_MODEL": str(DIGITS_FOLDER),
        "WHISPER_AUDIO_CONTEXT": "dynamic",
        "DATA_DIR": str(tmp_path / "data"),
        "ADMIN_BOOTSTRAP_PASSWORD": ADMIN_PASSWORD,
        "ACCESS_TOKEN_SECONDS": str(LONGEST_TEST_SECONDS),  # customers log in once
        "OUTBOUND_ALLOW": "127.0.0.0/8",
        "JWT_SECRET_KEY": "a secret that all the processes share",
        "LOG_JSON": "true",
    }


@pytest.fixture
async def container(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Container]:
    """The service's own parts, to sweep and to look with."""
    for name in ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, environment[name])
    settings = Settings(
        _env_file=None,
        database_url=environment["DATABASE_URL"],
        storage_url=environment["STORAGE_URL"],
        job_queue=JobQueueKind.DISTRIBUTED,
    )
    container = Container(settings=settings)
    await bring_up_to_date(container)
    yield container
    await container.distributed_queue().close()
    await container.engine().dispose()


@pytest.fixture
async def ledger(container: Container) -> Ledger:
    ledger = Ledger(container.settings().database)
    await ledger.open()
    return ledger


@pytest.fixture
async def fleet(
    environment: Mapping[str, str], ledger: Ledger, tmp_path: Path
) -> AsyncIterator[Fleet]:
    assert await ledger.count(asked.UNFINISHED) == 0
    async with running_fleet(environment, tmp_path) as fleet:
        await fleet.ready()
        yield fleet


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def clients(fleet: Fleet, receiver: Receiver) -> AsyncIterator[list[Customer]]:
    urls = [api.url for api in fleet.apis]
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                customer(urls, webhook_url=receiver.url, seed=SEED + number)
            )
            for number in range(CUSTOMERS + 1)
        ]


@pytest.fixture
def world(
    fleet: Fleet,
    ledger: Ledger,
    clients: list[Customer],
    postgres: OwnPostgres,
    disk: SmallDisk | None,
    redis: OwnRedis,
    s3: tuple[str, S3Door],
) -> World:
    return World(fleet, postgres, disk, redis, s3[1], ledger, clients[-1], Random(SEED))


@pytest.mark.timeout(LONGEST_TEST_SECONDS)
async def test_every_job_completes_once_with_the_right_words_whatever_dies(
    world: World, clients: list[Customer], receiver: Receiver, container: Container
) -> None:
    customers, ledger = clients[:-1], world.ledger
    kinds = recordings()
    async with asyncio.timeout(SETTLE_SECONDS):
        said = await undisturbed(customers[0], kinds)
    demand = Demand(kinds, JOBS)
    schedule = Schedule(world)
    began = time.monotonic()
    async with asyncio.timeout(LONGEST_RUN_SECONDS), under_way(serve(demand, customers)) as served:
        await schedule.strike_until(served)
        await served
    await settled(ledger)
    await receiver.knows(demand.answered, seconds=SETTLE_SECONDS)
    print(report(schedule, world.fleet, await ledger.count(asked.CLAIMS), time.monotonic() - began))  # noqa: T201  # recovery times are to be seen
    await assert_transcribed(demand, customers[0], said)
    await assert_each_completed_once(demand, ledger)
    await assert_no_orphans(container, ledger)


async def undisturbed(client: Customer, kinds: Sequence[Spoken]) -> dict[str, str]:
    """Hear every recording once while all is well."""
    said: dict[str, str] = {}
    for spoken in kinds:
        job = await client.outcome(await client.submit(spoken, 0))
        said[spoken.name] = job["transcript"]
        assert len(said[spoken.name].split()) == pytest.approx(spoken.digits, rel=0.1)
    return said


async def serve(demand: Demand, customers: Sequence[Customer]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in customers:
            group.create_task(demand.place(each))


@asynccontextmanager
async def under_way(work: Coroutine[Any, Any, None]) -> AsyncIterator["asyncio.Task[None]"]:
    """Do it meanwhile, and no longer."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def settled(ledger: Ledger) -> None:
    """Wait until nothing is under way, not even what was submitted and never answered."""
    await ledger.until_none(asked.UNFINISHED, seconds=SETTLE_SECONDS)
    await ledger.until_none(asked.MESSAGES, seconds=SETTLE_SECONDS)


async def assert_transcribed(demand: Demand, client: Customer, said: Mapping[str, str]) -> None:
    assert len(demand.answered) == demand.total
    for job_id, spoken in demand.answered.items():
        job = await client.job(job_id)
        assert job["status"] == "completed", job
        assert job["transcript"] == said[spoken.name], spoken.name


async def assert_each_completed_once(demand: Demand, ledger: Ledger) -> None:
    ends: dict[str, int] = dict(await ledger.ask(asked.ENDS))
    assert set(ends) == {"completed"}, ends
    completions = {str(job): times for job, times in await ledger.ask(asked.COMPLETIONS)}
    assert set(completions.values()) == {1}
    assert set(demand.answered) <= set(completions)
    assert await ledger.count(asked.OUT_OF_ORDER) == 0
    assert await ledger.count(asked.WITH_GAPS) == 0


async def assert_no_orphans(container: Container, ledger: Ledger) -> None:
    """After the sweep there is one blob for each job, and no other."""
    swept = await replace(container.sweep_blobs(), grace_seconds=0, most_share=1.0)()
    kept = [blob.key async for page in container.blobs().listed("audio") for blob in page]
    assert sorted(kept) == sorted(key for [key] in await ledger.ask(asked.KEYS))
    assert swept >= 1, "No upload was cut off between its audio and its row."


def report(schedule: Schedule, fleet: Fleet, claims: int, seconds: float) -> str:
    """Say what was done and how it went; three figures are least, median and most."""
    starts = sum(member.starts for member in fleet.members)
    fenced = fleet.said('"attempt_fenced_off"')
    return (
        f"\n{table(schedule)}\n"
        f"seed {SEED}, {JOBS} jobs in {seconds:.0f} s, {claims} attempts, of which "
        f"{fenced} found themselves fenced off; {starts} starts of {len(fleet.members)} processes"
    )
