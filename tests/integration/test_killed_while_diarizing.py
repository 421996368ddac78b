"""A process that is killed while it tells speakers apart: the next one hears only the rest."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.delivery import DeliveryAfterCommit
from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.system.clock import SystemClock
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.layered import lines
from domain.job import Job, JobStatus
from domain.options import TranscriptionOptions
from domain.speakers import Speaker
from tests.integration.diarizing_process import AUDIO, MINUTES
from tests.memory.queue import MemoryJobQueue
from tests.samples import a_job, a_recording

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/transcriber.db"


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database)
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def units(engine: AsyncEngine) -> UnitOfWorkFactory:
    def unit() -> UnitOfWork:
        return SqlUnitOfWork(engine, DeliveryAfterCommit(MemoryJobQueue()), SystemClock())

    return unit


@asynccontextmanager
async def working(database: str, job: Job) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.diarizing_process",
        database,
        str(job.id),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(120):
        return (await process.stdout.readline()).decode().strip()


def go_on(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")


async def evidence(units: UnitOfWorkFactory, job: Job) -> int:
    async with units() as uow:
        return len([each async for each in uow.voice_evidence.of(job.id)])


async def test_the_next_process_hears_only_what_was_not_stored(
    database: str, units: UnitOfWorkFactory
) -> None:
    recording = replace(a_recording(seconds=MINUTES * 60.0), key=AUDIO)
    job = a_job(recording=recording, options=TranscriptionOptions(diarize=True))
    async with units() as uow:
        await uow.jobs.add(job)
        await uow.commit()
    async with working(database, job) as first:
        assert await told(first) == "from 0"
        assert await told(first) == "kept 60"
        go_on(first)
        assert await told(first) == "kept 120"
        first.kill()
        await first.wait()
    assert await evidence(units, job) == 2
    async with units() as uow:
        lost = await uow.jobs.get(job.id)
        assert lost.status is JobStatus.PROCESSING
        await uow.jobs.replace(lost, lost.handed_back())
        await uow.commit()
    async with working(database, job) as second:
        assert await told(second) == "from 120"
        for minute in range(3, MINUTES + 1):
            assert await told(second) == f"kept {minute * 60}"
            go_on(second)
        assert await second.wait() == 0
    async with units() as uow:
        done = await uow.jobs.get(job.id)
        said = [(line.segment.speaker, line.segment.text) async for line in lines(uow, done)]
    assert done.status is JobStatus.COMPLETED
    assert done.speakers == (Speaker("A", 170.0), Speaker("B", 189.0))
    assert said == [("A", " here?"), ("B", " yes.")]
    assert await evidence(units, job) == 0
