"""Measure the memory of an API process and a worker with ten and with ten thousand queued jobs."""

import asyncio
from contextlib import AsyncExitStack

import psutil

from benchmarks.scaling.figures import Figure
from benchmarks.scaling.house import WAITING, House, Process, house, postgres, process
from benchmarks.scaling.submitting import submit_many
from domain.user import User
from tests.e2e.client import logged_in
from tests.samples import a_user

FEW = 10
MANY = 10_000
ROUNDS = 60
PAUSE_SECONDS = 0.25
BAR = 1.1  # "flat", within what an allocator does by itself


async def measure() -> list[Figure]:
    """Weigh the same two processes before and after."""
    with postgres() as server:
        async with house(server, "backlog") as ours, AsyncExitStack() as stack:
            api = await stack.enter_async_context(process(ours, "serve", QUEUE_CAPACITY="1000000"))
            # It has one job, which it does not end: so all the others wait.
            worker = await stack.enter_async_context(
                process(ours, "1000000", program=WAITING, WORKER_CONCURRENCY="1")
            )
            owner = a_user()
            few = await _weighed(ours, api, worker, owner, FEW)
            many = await _weighed(ours, api, worker, owner, MANY - FEW)
    return [_figure(name, few[name], many[name]) for name in few]


async def _weighed(
    ours: House, api: Process, worker: Process, owner: User, more: int
) -> dict[str, int]:
    await submit_many(ours, owner, more)
    async with logged_in(api.url) as client:
        for _ in range(ROUNDS):  # what makes a process look at what waits
            for path in ("/jobs/", "/metrics/", "/health/readyz", "/admin/dead-letters"):
                await client.text(path)
            await asyncio.sleep(PAUSE_SECONDS)
    return {"api": _bytes(api), "worker": _bytes(worker)}


def _bytes(of: Process) -> int:
    return int(psutil.Process(of.process.pid).memory_info().rss)


def _figure(name: str, few: int, many: int) -> Figure:
    return Figure(
        f"memory of the {name} with {MANY} queued jobs over {FEW}",
        f"{many / few:.2f}x ({many >> 20} / {few >> 20} MiB)",
        "flat",
        many <= BAR * few,
    )
