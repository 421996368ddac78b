"""A session beside a long job: what each of them costs the other."""

import asyncio
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.live.jobs import as_jobs
from benchmarks.live.measured_service import measured_service
from benchmarks.live.scores import HEAD, score, told
from benchmarks.live.speaker import speak
from benchmarks.live.track import RATE, tracks_of, wav_of
from benchmarks.quality.manifest import Recording
from tests.e2e.client import Client

_JOB_SECONDS: Final = 3_600
_RUNNING: Final = "processing"
# The first windows of a job go one by one, and its first progress comes with them.
_STARTED_SECONDS: Final = 10.0
_ALONE_SECONDS: Final = 45.0


async def measure(model: Path, recordings: Sequence[Recording], *, seconds: float) -> None:
    """Print a session alone, the same beside a job of an hour, and the pace of such a job."""
    (track,) = tracks_of(recordings, ["en"], seconds=seconds)
    hour = wav_of(np.resize(track.samples, _JOB_SECONDS * RATE))
    async with measured_service(model) as service:
        jobs = await as_jobs(service.client, track)

        async def session(name: str) -> None:
            heard = await speak(service.url, service.token, track.samples, language="en")
            print(told(name, [score(heard, jobs, track)]), flush=True)

        print(HEAD)
        await session("alone")
        job_id = await service.client.submit(hour, language="en")
        await service.client.until(job_id, _RUNNING)
        await asyncio.sleep(_STARTED_SECONDS)
        beside = await _pace(service.client, job_id, session("beside a job"))
        alone = await _pace(service.client, job_id, asyncio.sleep(_ALONE_SECONDS))
        print(f"the job: {beside:.1f} times real time beside the session, {alone:.1f} alone")


async def _pace(client: Client, job_id: str, meanwhile: Awaitable[None]) -> float:
    """Return how many seconds of the job were done in each second that something else took."""
    loop = asyncio.get_running_loop()
    began, before = loop.time(), await _done_seconds(client, job_id)
    await meanwhile
    return (await _done_seconds(client, job_id) - before) / (loop.time() - began)


async def _done_seconds(client: Client, job_id: str) -> float:
    return float((await client.job(job_id))["progress"]) * _JOB_SECONDS
