"""Measure the throughput of 1, 2, 4 and 8 workers whose transcriber only waits, against linear."""

import asyncio
from contextlib import AsyncExitStack

from benchmarks.scaling.figures import Figure
from benchmarks.scaling.house import WAITING, counted, house, postgres, process
from benchmarks.scaling.submitting import submit_many
from tests.own_postgres import OwnPostgres
from tests.samples import a_user

CREWS = (1, 2, 4, 8)
JOB_SECONDS = 1.0
JOBS_PER_WORKER = 20
LOOK_SECONDS = 0.5
BAR = 0.95

SPAN = """
SELECT min(started_at) AS began, max(completed_at) AS ended, count(*) AS jobs
FROM jobs WHERE status = 'completed'
"""
LEFT = "SELECT count(*) AS jobs FROM jobs WHERE status <> 'completed'"


async def measure() -> list[Figure]:
    """Give each number of workers the same work per worker."""
    with postgres(fsync="on") as server:
        rates = {number: await _rate(server, number) for number in CREWS}
    return [_figure(number, rates) for number in CREWS]


async def _rate(server: OwnPostgres, number: int) -> float:
    """Give jobs a second, from the first start to the last end; all workers are there before."""
    async with house(server, f"crew{number}") as ours, AsyncExitStack() as stack:
        for _ in range(number):
            worker = process(ours, str(JOB_SECONDS), program=WAITING, WORKER_CONCURRENCY="1")
            await stack.enter_async_context(worker)
        await submit_many(ours, a_user(), number * JOBS_PER_WORKER)
        while (await counted(ours, LEFT))["jobs"]:  # noqa: ASYNC110  # nobody would wake us
            await asyncio.sleep(LOOK_SECONDS)
        span = await counted(ours, SPAN)
    return float(span["jobs"] / (span["ended"] - span["began"]).total_seconds())


def _figure(number: int, rates: dict[int, float]) -> Figure:
    share = rates[number] / (number * rates[1])
    return Figure(
        f"{number} workers that only wait: throughput against linear",
        f"{share:.3f} ({rates[number]:.2f} jobs/s)",
        f"at least {BAR} at 8",
        share >= BAR or number < max(CREWS),
    )
