"""Measure the CPU time of PostgreSQL and Redis for each job and event."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psutil

from adapters.redis.client import create_client
from adapters.redis.event_bus import RedisEventBus
from adapters.redis.link import RedisLink
from adapters.system.clock import SystemClock
from benchmarks.scaling.figures import Figure
from benchmarks.scaling.house import WAITING, House, counted, house, postgres, process
from benchmarks.scaling.submitting import submit_many
from domain.events import JobSubmitted
from tests.own_postgres import OwnPostgres
from tests.own_redis import OwnRedis
from tests.samples import a_job, a_user

JOBS = 600
WORKERS = 2
EVENTS = 5000
LOOK_SECONDS = 0.2
LEFT = "SELECT count(*) AS jobs FROM jobs WHERE status <> 'completed'"


async def measure() -> list[Figure]:
    """Let jobs pass that take no time, and tell of events that nobody waits for."""
    with postgres(fsync="on") as server:
        async with house(server, "flow") as ours:
            jobs = await _passed(ours, server)
    return [jobs, await _told()]


async def _passed(ours: House, server: OwnPostgres) -> Figure:
    async with AsyncExitStack() as stack:
        for _ in range(WORKERS):
            await stack.enter_async_context(process(ours, "0", program=WAITING))
        began, spent = time.monotonic(), _cpu_below(server.process_id)
        await submit_many(ours, a_user(), JOBS)
        while (await counted(ours, LEFT))["jobs"]:  # noqa: ASYNC110  # nobody would wake us
            await asyncio.sleep(LOOK_SECONDS)
        seconds, spent = time.monotonic() - began, _cpu_below(server.process_id) - spent
    return Figure(
        f"jobs that take no time, {WORKERS} workers: PostgreSQL's CPU time a job",
        f"{1000 * spent / JOBS:.1f} ms ({JOBS / seconds:.0f} jobs/s)",
        "for planning",
        holds=True,
    )


async def _told() -> Figure:
    with tempfile.TemporaryDirectory() as folder, _redis(Path(folder)) as server:
        clock = SystemClock()
        client, listener = create_client(server.url), create_client(server.url)
        bus = RedisEventBus(RedisLink(client, clock), listener, clock, prefix=f"{uuid4()}:")
        event = JobSubmitted(a_job())
        began, spent = time.monotonic(), _cpu_below(server.process_id)
        for _ in range(EVENTS):
            await bus.publish(event)
        seconds, spent = time.monotonic() - began, _cpu_below(server.process_id) - spent
        await client.aclose()
        await listener.aclose()
    return Figure(
        "events, one publisher: Redis' CPU time an event",
        f"{1e6 * spent / EVENTS:.0f} us ({EVENTS / seconds:.0f} events/s)",
        "for planning",
        holds=True,
    )


@contextmanager
def _redis(folder: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _cpu_below(process_id: int) -> float:
    """Add up the CPU seconds of a process and all that it started, also of those that ended."""
    root = psutil.Process(process_id)
    spent = root.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in root.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return float(total)
