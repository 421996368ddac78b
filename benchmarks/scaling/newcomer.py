"""How soon a short file is transcribed while another user's long, costly jobs take all they can.

The model is the tests' own; with WHISPER_MODEL and WHISPER_MODELS set it is the one they name.
"""

import io
import math
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import aiohttp
import av
import numpy as np

from benchmarks.scaling.figures import Figure
from benchmarks.scaling.house import House, Process, house, postgres, process
from domain.options import MAX_BEAM_SIZE
from tests.e2e.client import Client, logged_in
from tests.sound import Samples, encoded
from tests.spoken import sample

HOURS: Final = 10
RATE: Final = 16_000
PLACES: Final = 4  # of one process, as by default
CLIPS: Final = 5
CLIP_SECONDS: Final = 5
PATIENCE_SECONDS: Final = 60.0
BAR_SECONDS: Final = 10.0
PASSWORD: Final = "a newcomer's password"  # noqa: S105
NEWCOMER: Final = "newcomer"

# What costs most: nothing is skipped as silence, and many readings are kept for each window.
COSTLY: Final[Mapping[str, str]] = {"vad_filter": "false", "beam_size": str(MAX_BEAM_SIZE)}
EMBEDDED: Final[Mapping[str, str]] = {"JOB_QUEUE": "thread", "DATABASE_URL": ""}


async def measure() -> list[Figure]:
    """Measure the embedded default, then two workers beside an API."""
    night, clip = _silence(HOURS), encoded(_clip(), "flac")
    figures = []
    with postgres() as server:
        async with (
            house(server, "newcomer") as ours,
            process(ours, "serve", **EMBEDDED, **_settings()) as alone,
        ):
            figures += await _waited("one process", alone, night, clip, long_jobs=PLACES)
        async with house(server, "newcomer2") as ours, AsyncExitStack() as stack:
            api = await _api_and_two_workers(ours, stack)
            figures += await _waited("two workers", api, night, clip, long_jobs=2 * PLACES)
    return figures


def _settings() -> dict[str, str]:
    names = ("WHISPER_MODEL", "WHISPER_MODELS")
    model = {name: os.environ[name] for name in names if name in os.environ}
    return {"MAX_BEAM_SIZE": str(MAX_BEAM_SIZE), **model}


async def _api_and_two_workers(ours: House, stack: AsyncExitStack) -> Process:
    api = await stack.enter_async_context(process(ours, "serve", **_settings()))
    for _ in range(2):
        await stack.enter_async_context(process(ours, "worker", **_settings()))
    return api


async def _waited(
    where: str, api: Process, night: bytes, clip: bytes, *, long_jobs: int
) -> list[Figure]:
    async with logged_in(api.url) as greedy, _newcomer(api, greedy) as newcomer:
        # The model is in memory afterwards, as it is where somebody's jobs run already.
        await greedy.until(await greedy.submit(clip, "warm-up.flac"), seconds=120)
        jobs = [await greedy.submit(night, "night.flac", **COSTLY) for _ in range(long_jobs)]
        for job in jobs:
            await greedy.until(job, "processing", seconds=120)
        took = [await _transcribed(newcomer, clip) for _ in range(CLIPS)]
        for job in jobs:
            async with greedy.session.delete(f"/jobs/{job}", raise_for_status=True):
                pass
    return _figures(where, long_jobs, took)


@asynccontextmanager
async def _newcomer(api: Process, admin: Client) -> AsyncIterator[Client]:
    user = {"username": NEWCOMER, "password": PASSWORD}
    async with admin.session.post("/users", json=user, raise_for_status=True):
        pass
    async with aiohttp.ClientSession(api.url) as session:
        async with session.post("/auth/login", json=user, raise_for_status=True) as answer:
            token = (await answer.json())["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield Client(session)


async def _transcribed(newcomer: Client, clip: bytes) -> tuple[float, float]:
    """Give the seconds from handing in a clip to its start, and to its transcript.

    What takes longer than anybody would wait is infinite.
    """
    began = time.monotonic()
    job = await newcomer.submit(clip, "clip.flac")
    started = await _until(newcomer, job, "processing", "completed") - began
    return started, await _until(newcomer, job, "completed") - began


async def _until(newcomer: Client, job: str, *statuses: str) -> float:
    try:
        await newcomer.until(job, *statuses, seconds=PATIENCE_SECONDS)
    except TimeoutError:
        return math.inf
    return time.monotonic()


def _figures(where: str, long_jobs: int, took: list[tuple[float, float]]) -> list[Figure]:
    started, done = (max(values) for values in zip(*took, strict=True))
    all_done = ", ".join(f"{seconds:.1f}" for _, seconds in took)
    what = f"a {CLIP_SECONDS} s clip beside {long_jobs} long jobs of another, {where}"
    bar = f"at most {BAR_SECONDS:.0f} s"
    return [
        Figure(f"{what}: started", f"{started:.1f} s", bar, started <= BAR_SECONDS),
        Figure(f"{what}: done", f"{done:.1f} s ({all_done})", bar, done <= BAR_SECONDS),
    ]


def _clip() -> Samples:
    return sample()[: CLIP_SECONDS * RATE]


def _silence(hours: int) -> bytes:
    """Write hours of digital silence, a minute at a time."""
    minute = np.zeros((1, 60 * RATE), dtype=np.int16)
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format="flac")
    with output:
        track = output.add_stream("flac", rate=RATE, layout="mono")
        for number in range(60 * hours):
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, number * minute.size
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return buffer.getvalue()
