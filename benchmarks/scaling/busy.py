"""Measure how soon the API answers while both cores transcribe, in one process and in two."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

import numpy as np

from benchmarks.scaling.figures import Figure, milliseconds, percentile
from benchmarks.scaling.house import House, Process, house, postgres, process
from tests.e2e.client import Client, logged_in
from tests.sound import encoded
from tests.spoken import sample

SECONDS = 40.0
EVERY_SECONDS = 0.02
TALKS = 6
REPETITIONS = 450  # an hour each, so that none ends meanwhile
BAR_P99 = 0.05
BAR_MOST = 1.0

EMBEDDED: Mapping[str, str] = {"JOB_QUEUE": "thread", "DATABASE_URL": "", "WORKER_CONCURRENCY": "6"}


async def measure() -> list[Figure]:
    """Measure the embedded default, then an API process beside a worker."""
    talk = encoded(np.tile(sample(), REPETITIONS), "flac")
    figures = []
    with postgres() as server:
        async with house(server, "busy") as ours, process(ours, "serve", **EMBEDDED) as alone:
            figures += await _polled("one process", alone, talk)
        async with house(server, "busy2") as ours, AsyncExitStack() as stack:
            figures += await _polled("api and worker", await _two(ours, stack), talk)
    return figures


async def _two(ours: House, stack: AsyncExitStack) -> Process:
    settings = {"WORKER_CONCURRENCY": str(TALKS)}
    api = await stack.enter_async_context(process(ours, "serve", **settings))
    await stack.enter_async_context(process(ours, "worker", **settings))
    return api


async def _polled(where: str, api: Process, talk: bytes) -> list[Figure]:
    async with logged_in(api.url) as client:
        jobs = [await client.submit(talk, "talk.flac", temperature="0") for _ in range(TALKS)]
        for job in jobs:
            await client.until(job, "processing", seconds=120)
        took = await _asked(client, jobs)
        for job in jobs:
            await _drop(client, job)
    return _figures(where, took)


async def _asked(client: Client, jobs: list[str]) -> list[float]:
    """Ask one after another, as a page does that shows how far each job is."""
    took: list[float] = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        began = time.perf_counter()
        await client.job(jobs[len(took) % len(jobs)])
        took.append(time.perf_counter() - began)
        await asyncio.sleep(EVERY_SECONDS)
    return took


async def _drop(client: Client, job: str) -> None:
    async with client.session.delete(f"/jobs/{job}", raise_for_status=True):
        pass


def _figures(where: str, took: list[float]) -> list[Figure]:
    p99, most = percentile(took, 0.99), max(took)
    what = f"GET /jobs/{{id}} while both cores transcribe, {where}"
    median = milliseconds(percentile(took, 0.5))
    return [
        Figure(f"{what}: p99", f"{milliseconds(p99)} (p50 {median})", "under 50 ms", p99 < BAR_P99),
        Figure(
            f"{what}: the slowest",
            f"{milliseconds(most)} of {len(took)}",
            "at most 1 s",
            most <= BAR_MOST,
        ),
    ]
