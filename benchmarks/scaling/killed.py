"""Measure the cost of a kill -9 or a freeze: how soon a job resumes, and how much is repeated."""

import asyncio
import os
import re
import signal
import time
from contextlib import AsyncExitStack, suppress

import numpy as np

from benchmarks.scaling.figures import Figure
from benchmarks.scaling.house import House, Process, counted, house, postgres, process
from tests.e2e.client import Client, logged_in
from tests.own_postgres import OwnPostgres
from tests.sound import encoded
from tests.spoken import sample

LEASE_SECONDS = 10.0
REPETITIONS = 150  # twenty minutes
BLOWS = {"killed": (signal.SIGKILL, signal.SIGKILL), "frozen": (signal.SIGSTOP,)}
LOOK_SECONDS = 0.02
BAR_BACK = LEASE_SECONDS + 5
BAR_AGAIN = 120.0
HEARD = re.compile(r"^whisper_model_audio_seconds_total\{.*\} (.+)$", re.MULTILINE)

STATE = "SELECT status, attempt, progress, worker FROM jobs WHERE id = %(job)s"


async def measure() -> list[Figure]:
    """Kill or freeze a worker in the middle of twenty minutes of audio, several times."""
    talk = encoded(np.tile(sample(), REPETITIONS), "flac")
    figures = []
    with postgres() as server:
        for what, blows in BLOWS.items():
            names = [f"{what}{number}" for number in range(len(blows))]
            tries = [
                await _tried(server, name, talk, blow)
                for name, blow in zip(names, blows, strict=True)
            ]
            figures += _figures(what, tries)
    return figures


def _figures(what: str, tries: list[tuple[float, float]]) -> list[Figure]:
    back, again = (max(values) for values in zip(*tries, strict=True))
    of = f"most of {len(tries)}"
    return [
        Figure(
            f"a {what} worker's job runs again (lease {LEASE_SECONDS:.0f} s), {of}",
            f"{back:.1f} s", f"at most {BAR_BACK:.0f} s", back <= BAR_BACK,
        ),
        Figure(
            f"audio heard again after a worker was {what}, {of}",
            f"{again:.0f} s", f"at most {BAR_AGAIN:.0f} s", again <= BAR_AGAIN,
        ),
    ]  # fmt: skip


async def _tried(
    server: OwnPostgres, name: str, talk: bytes, blow: signal.Signals
) -> tuple[float, float]:
    """Give the seconds until it went on, and the seconds of audio that were heard twice."""
    async with house(server, name) as ours, AsyncExitStack() as stack:
        lease = {"JOB_LEASE_SECONDS": str(LEASE_SECONDS)}
        api = await stack.enter_async_context(process(ours, "serve", **lease))
        workers = [
            await stack.enter_async_context(process(ours, "worker", **lease)) for _ in range(2)
        ]
        async with logged_in(api.url) as client:
            once = await _undisturbed(client, workers, talk)
            before = [await _heard_by(client, worker) for worker in workers]
            job = await client.submit(talk, "talk.flac", temperature="0", reuse="false")
            victim, survivor, heard = await _struck_amid_it(ours, client, workers, job, blow)
            try:
                seconds = await _went_on(ours, job)
                await client.until(job, seconds=400)
            finally:
                with suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGCONT)
            heard += await _heard_by(client, survivor)
    return seconds, heard - sum(before) - once


async def _undisturbed(client: Client, workers: list[Process], talk: bytes) -> float:
    """Say how much of it is heard when nothing happens: pauses are not."""
    await client.until(await client.submit(talk, "talk.flac", temperature="0"), seconds=400)
    return sum([await _heard_by(client, worker) for worker in workers])


async def _struck_amid_it(
    ours: House, client: Client, workers: list[Process], job: str, blow: signal.Signals
) -> tuple[int, Process, float]:
    """Strike the worker at the middle; what it has heard is asked just before."""
    while True:
        state = await counted(ours, STATE, job=job)
        if state["progress"] > 1 / 2:
            break
        await asyncio.sleep(LOOK_SECONDS)
    pid = int(state["worker"].rpartition(":")[2])
    victim, survivor = sorted(workers, key=lambda each: each.process.pid != pid)
    heard = await _heard_by(client, victim)
    os.kill(pid, blow)
    return pid, survivor, heard


async def _went_on(ours: House, job: str) -> float:
    began = time.monotonic()
    while (await counted(ours, STATE, job=job))["attempt"] == 1:  # noqa: ASYNC110  # nobody would wake us
        await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - began


async def _heard_by(client: Client, worker: Process) -> float:
    async with client.session.get(f"{worker.url}/metrics/") as answer:
        return sum(map(float, HEARD.findall(await answer.text())))
